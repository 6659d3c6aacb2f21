/// How many requests of one holder are let through: so many a minute, which may all come at once.
public struct RateLimit: Hashable, Sendable {
    /// At least 1.
    public private(set) var perMinute: Int

    /// - Parameter perMinute: at least 1.
    public init(perMinute: Int) {
        self.perMinute = max(perMinute, 1)
    }

    /// The time that gives back one request.
    var interval: Duration { .seconds(60) / perMinute }
    /// What a bucket holds when it is full.
    var burst: Int { perMinute }
}
