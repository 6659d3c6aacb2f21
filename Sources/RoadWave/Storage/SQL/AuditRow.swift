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
}
