internal import RoadWaveRTC
internal import Synchronization

/// How often a repeated failure is logged: once, then once a minute with the number of failures in between. Otherwise a
/// storage outage of an hour would fill the log with a line a second for each live, and the disk with the log.
struct WarningPace: Hashable, Sendable {
    static let period = Duration.seconds(60)

    private var last: MonotonicTime?
    private var suppressed = 0

    /// Counts one failure.
    /// - Returns: how many earlier failures were not logged, if this one is due for the log; otherwise nil.
    mutating func take(at now: MonotonicTime) -> Int? {
        if let last, now - last < Self.period {
            suppressed += 1
            return nil
        }
        defer { (last, suppressed) = (now, 0) }
        return suppressed
    }
}

/// A pace that all copies of a reporter share.
final class SharedWarningPace: Sendable {
    private let state = Mutex(WarningPace())

    /// Counts one failure, as ``WarningPace`` does.
    func take(at now: MonotonicTime) -> Int? { state.withLock { $0.take(at: now) } }
}
