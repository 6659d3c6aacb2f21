internal import RoadWaveRTC

/// A token bucket, kept as the moment from which it is full again: one number, and nothing to do as time passes.
struct TokenBucket: Hashable, Sendable {
    /// In the past, or now: the bucket is full.
    private(set) var fullAt: MonotonicTime

    /// A bucket that is full.
    init(at now: MonotonicTime) {
        fullAt = now
    }

    /// Takes one token.
    /// - Returns: nil when there was one; else how long until there is one, and nothing is taken.
    mutating func take(_ limit: RateLimit, at now: MonotonicTime) -> Duration? {
        let next = max(fullAt, now) + limit.interval
        let wait = (next - now) - limit.interval * limit.burst
        guard wait <= .zero else { return wait }
        fullAt = next
        return nil
    }
}
