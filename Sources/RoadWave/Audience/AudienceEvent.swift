/// An event of a live's audience.
enum AudienceEvent: Sendable {
    /// A session began, near the position that the application gave.
    case joined(ListenerID, UserID, GeoPosition?)
    /// A session ended.
    case left(EndedSession)
    /// A user reported the live for the first time.
    case reported(ReportCategory, by: UserID)
    /// The counts have changed since they were last published, on any node.
    case counted(AudienceCounts)
}
