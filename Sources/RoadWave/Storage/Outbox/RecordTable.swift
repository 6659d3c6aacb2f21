/// The tables that outboxes write, as the metrics name them.
enum RecordTable: String, CaseIterable, Sendable {
    case lives
    case auditEvents = "audit_events"
}
