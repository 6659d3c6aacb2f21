/// What is counted of a live's audience.
struct AudienceCounts: Hashable, Sendable {
    /// Nobody joins a live through the API: players fetch its media and are not known, so that nobody is counted.
    static let none = AudienceCounts(listeners: 0, likes: 0, reports: 0)

    var listeners: Int
    var likes: Int
    var reports: Int
}
