internal import RoadWaveRTC
internal import Synchronization

/// How often one thing that goes on failing is told: once, then once a minute with how many times it was not. A storage that
/// is away for an hour would otherwise fill the log with a line a second and live, and the disk with the log.
struct WarningPace: Hashable, Sendable {
    static let period = Duration.seconds(60)

    private var last: MonotonicTime?
    private var untold = 0

    /// Counts one.
    /// - Returns: how many before were not told, when this one is to be; nil otherwise.
    mutating func take(at now: MonotonicTime) -> Int? {
        if let last, now - last < Self.period {
            untold += 1
            return nil
        }
        defer { (last, untold) = (now, 0) }
        return untold
    }
}

/// A pace that the copies of a reporter share.
final class SharedWarningPace: Sendable {
    private let state = Mutex(WarningPace())

    /// Counts one, as ``WarningPace`` does.
    func take(at now: MonotonicTime) -> Int? { state.withLock { $0.take(at: now) } }
}
