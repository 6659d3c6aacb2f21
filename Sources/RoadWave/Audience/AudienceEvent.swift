/// What happened in the audience of a live.
enum AudienceEvent: Sendable {
    /// A user began to listen, where the application said.
    case joined(ListenerID, UserID, GeoPosition?)
    /// A listening ended.
    case left(Departure)
    /// A user reported the live for the first time.
    case reported(ReportCategory, by: UserID)
    /// The counts have changed since they were last told, whichever node changed them.
    case counted(AudienceCounts)
}
