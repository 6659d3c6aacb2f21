/// What is counted of a live's audience.
public struct AudienceCounts: Hashable, Sendable {
    /// No listener and no reaction; also the counts of a live whose audience cannot be counted.
    public static let none = AudienceCounts(listeners: 0, likes: 0, reports: 0)

    /// Users with a session that has neither ended nor expired.
    public var listeners: Int
    /// Users who like it.
    public var likes: Int
    /// Users who have reported it.
    public var reports: Int

    /// Counts from their parts.
    public init(listeners: Int, likes: Int, reports: Int) {
        self.listeners = listeners
        self.likes = likes
        self.reports = reports
    }
}
