/// The counts of a live's audience.
public struct AudienceCounts: Hashable, Sendable {
    /// No listener and no reaction; also used when a live's audience cannot be counted.
    public static let none = AudienceCounts(listeners: 0, likes: 0, reports: 0)

    /// Users with a session that has neither ended nor expired.
    public var listeners: Int
    /// Users who like the live.
    public var likes: Int
    /// Users who have reported the live.
    public var reports: Int

    /// Counts from their parts.
    public init(listeners: Int, likes: Int, reports: Int) {
        self.listeners = listeners
        self.likes = likes
        self.reports = reports
    }
}
