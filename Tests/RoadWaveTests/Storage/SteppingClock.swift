import RoadWaveRTC
import Synchronization

/// A clock that goes on by a step whenever it is read: of waits that are counted and not waited for.
final class SteppingClock: Sendable {
    private let time = Mutex(MonotonicTime.zero)
    private let period: Duration

    /// - Parameter step: longer than any back-off unless told.
    init(step: Duration = .seconds(60)) { period = step }

    func step() -> MonotonicTime {
        time.withLock { time in
            time = time + period
            return time
        }
    }
}
