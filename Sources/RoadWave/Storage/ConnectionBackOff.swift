internal import RoadWaveRTC

/// When to try again to connect to an absent server. The wait grows, so that a dead server costs a node nothing; it is
/// random, so that the nodes do not all reconnect to a restarted server at once.
///
/// A state machine without clock.
struct ConnectionBackOff<Failure: Error>: Sendable {
    /// The wait after a first failure: about a restart of Redis, and shorter than one of PostgreSQL.
    static var shortest: Duration { .milliseconds(100) }
    /// The longest wait, short enough that a node is admitted again within a lease.
    static var longest: Duration { .seconds(5) }

    private var delay = Self.shortest
    private var next: MonotonicTime?
    /// The last failure; nil after a success.
    private(set) var failure: Failure?

    /// The last failure, until the next attempt is due.
    func refusal(now: MonotonicTime) -> Failure? {
        guard let next, now < next else { return nil }
        return failure
    }

    /// The time until the next attempt; nil when it is due.
    func wait(now: MonotonicTime) -> Duration? {
        guard let next, now < next else { return nil }
        return next - now
    }

    /// The attempt failed.
    /// - Parameter jitter: from 0 to 1, drawn by the caller: up to half of the wait is left out, in proportion to it.
    mutating func fail(_ error: Failure, now: MonotonicTime, jitter: Double) {
        failure = error
        next = now + delay * (1 - min(max(jitter, 0), 1) / 2)
        delay = min(delay * 2, Self.longest)
    }

    /// The attempt succeeded.
    mutating func succeed() { self = ConnectionBackOff() }
}
