/// What is counted of a live's audience.
public struct AudienceCounts: Hashable, Sendable {
    /// Nobody yet; also what is told of a live whose audience cannot be counted.
    public static let none = AudienceCounts(listeners: 0, likes: 0, reports: 0)

    /// How many listen: those who joined, did not leave, and were heard of within the expiry.
    public var listeners: Int
    /// How many users like it, each of them once.
    public var likes: Int
    /// How many users have reported it, each of them once.
    public var reports: Int

    /// Counts from their parts.
    public init(listeners: Int, likes: Int, reports: Int) {
        self.listeners = listeners
        self.likes = likes
        self.reports = reports
    }
}
