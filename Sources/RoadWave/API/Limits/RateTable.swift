internal import RoadWaveRTC

/// The sender whose requests are counted together.
enum RateHolder: Hashable, Sendable {
    /// The bearer of a verified token.
    case user(UserID)
    /// All senders of a network.
    case network(ClientNetwork)
}

/// The buckets of the recent senders.
struct RateTable {
    private struct Key: Hashable {
        var rateClass: RateClass
        var holder: RateHolder
    }

    /// Some 10 MB. An attacker can have more addresses than this. The fullest buckets are removed first, so that
    /// senders of a single request displace one another, and not a sender near the limit.
    static let standardCapacity = 65_536

    private let limits: RateLimits
    private let capacity: Int
    private var buckets: [Key: TokenBucket] = [:]

    init(_ limits: RateLimits, capacity: Int = standardCapacity) {
        self.limits = limits
        self.capacity = max(capacity, 1)
    }

    /// The number of buckets.
    var count: Int { buckets.count }

    /// Counts one request.
    /// - Returns: nil if the request is accepted; otherwise the time until the next one is.
    mutating func take(_ rateClass: RateClass, _ holder: RateHolder, at now: MonotonicTime) -> Duration? {
        guard let limit = limits.limit(rateClass, holder) else { return nil }
        let key = Key(rateClass: rateClass, holder: holder)
        if buckets[key] == nil, buckets.count >= capacity { makeRoom() }
        return buckets[key, default: TokenBucket(at: now)].take(limit, at: now)
    }

    /// Removes the fullest quarter at once: thousands of requests then share the cost of the sort.
    private mutating func makeRoom() {
        let fullest = buckets.sorted { $0.value.fullAt < $1.value.fullAt }.prefix(max(capacity / 4, 1))
        for (key, _) in fullest { buckets[key] = nil }
    }
}
