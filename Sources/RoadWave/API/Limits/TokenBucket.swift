internal import RoadWaveRTC

/// A token bucket, stored as the time from which it is full again: one number, without work as time passes.
struct TokenBucket: Hashable, Sendable {
    /// In the past, or now, if the bucket is full.
    private(set) var fullAt: MonotonicTime

    /// A bucket that is full.
    init(at now: MonotonicTime) {
        fullAt = now
    }

    /// Takes one token.
    /// - Returns: nil if there was one; otherwise the time until there is one, and nothing is taken.
    mutating func take(_ limit: RateLimit, at now: MonotonicTime) -> Duration? {
        let next = max(fullAt, now) + limit.interval
        let wait = (next - now) - limit.interval * limit.burst
        guard wait <= .zero else { return wait }
        fullAt = next
        return nil
    }
}
