internal import RoadWaveRTC

/// When to try again to connect to a server that was not there: later and later, so that a dead server costs a node
/// nothing and a server that comes back is not met by all at once.
///
/// A state machine without clock.
struct ConnectionBackOff<Failure: Error>: Sendable {
    /// The wait after a first failure: about a restart of Redis, and less than one of PostgreSQL.
    static var shortest: Duration { .milliseconds(100) }
    /// The longest wait, short enough that a node is admitted again within a lease.
    static var longest: Duration { .seconds(5) }

    private var delay = Self.shortest
    private var next: MonotonicTime?
    /// What failed last; nil while all is well.
    private(set) var failure: Failure?

    /// The failure that stands, unless it is time to try again.
    func refusal(now: MonotonicTime) -> Failure? {
        guard let next, now < next else { return nil }
        return failure
    }

    /// How long it is until the next attempt; nil when it is time.
    func wait(now: MonotonicTime) -> Duration? {
        guard let next, now < next else { return nil }
        return next - now
    }

    /// The attempt failed.
    /// - Parameter jitter: from 0 to 1, drawn by the caller: which part of up to a half of the wait is left out.
    mutating func fail(_ error: Failure, now: MonotonicTime, jitter: Double) {
        failure = error
        next = now + delay * (1 - min(max(jitter, 0), 1) / 2)
        delay = min(delay * 2, Self.longest)
    }

    /// The attempt succeeded.
    mutating func succeed() { self = ConnectionBackOff() }
}
