internal import RoadWaveRTC

/// Whose requests are counted together.
enum RateHolder: Hashable, Sendable {
    /// The bearer of a token that was verified.
    case user(UserID)
    /// Whoever sends from there.
    case network(ClientNetwork)
}

/// The buckets of those who sent something lately.
struct RateTable {
    private struct Key: Hashable {
        var rateClass: RateClass
        var holder: RateHolder
    }

    /// Some 10 MB. An attacker has more addresses than that: what is let go of are the fullest buckets, so that those
    /// who sent a single request each displace one another, and not who is near the limit.
    static let standardCapacity = 65_536

    private let limits: RateLimits
    private let capacity: Int
    private var buckets: [Key: TokenBucket] = [:]

    init(_ limits: RateLimits, capacity: Int = standardCapacity) {
        self.limits = limits
        self.capacity = max(capacity, 1)
    }

    /// How many buckets there are.
    var count: Int { buckets.count }

    /// Counts one request.
    /// - Returns: nil when it may pass; else how long until the next may.
    mutating func take(_ rateClass: RateClass, _ holder: RateHolder, at now: MonotonicTime) -> Duration? {
        guard let limit = limits.limit(rateClass, holder) else { return nil }
        let key = Key(rateClass: rateClass, holder: holder)
        if buckets[key] == nil, buckets.count >= capacity { makeRoom() }
        return buckets[key, default: TokenBucket(at: now)].take(limit, at: now)
    }

    /// Lets go of the fullest quarter at once: the sort is then paid for by thousands of requests.
    private mutating func makeRoom() {
        let fullest = buckets.sorted { $0.value.fullAt < $1.value.fullAt }.prefix(max(capacity / 4, 1))
        for (key, _) in fullest { buckets[key] = nil }
    }
}
