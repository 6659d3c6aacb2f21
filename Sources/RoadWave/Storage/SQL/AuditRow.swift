/// A row of the table `audit_events`, independent of a database's types.
struct AuditRow: Hashable, Sendable {
    var at: WallDate
    var event: String
    var liveID: String?
    var userID: String?
    /// JSON: an object of single values.
    var details: String
}

extension AuditRow {
    /// The event of a row.
    /// - Throws: code `unreadable` if no version of this program writes such a row.
    func auditEvent() throws(DatabaseFailure) -> AuditEvent {
        guard let kind = AuditEvent.Kind(rawValue: event) else {
            throw DatabaseFailure(.unreadable, "the audit trail has an event that this version does not know")
        }
        return AuditEvent(
            at: at, kind: kind, live: liveID.flatMap { LiveID($0) }, user: userID.flatMap { UserID($0) },
            details: try JSONColumn.value(details))
    }

    /// The statement that adds up the sessions of a live's listeners: `people` and `seconds`.
    /// - Parameters:
    ///   - live: the condition on the live.
    ///   - seconds: the duration of a session that ended.
    static func listening(live: String, seconds: String) -> String {
        """
        SELECT count(DISTINCT user_id) AS people,
            coalesce(sum(CASE event WHEN 'listener_left' THEN \(seconds) END), 0.0) AS seconds
        FROM audit_events WHERE \(live) AND event IN ('listener_joined', 'listener_left')
        """
    }
}
