/// How many requests of one holder are accepted: this many a minute, which may all come at once.
public struct RateLimit: Hashable, Sendable {
    /// At least 1.
    public private(set) var perMinute: Int

    /// - Parameter perMinute: at least 1.
    public init(perMinute: Int) {
        self.perMinute = max(perMinute, 1)
    }

    /// The time in which one more request becomes available.
    var interval: Duration { .seconds(60) / perMinute }
    /// The size of a full bucket.
    var burst: Int { perMinute }
}
