internal import CoreMetrics

/// The tables written by outboxes, as the metrics name them.
enum RecordTable: String, CaseIterable, Sendable {
    case lives
    case auditEvents = "audit_events"
}

/// The metrics of the writes to a database.
struct OutboxMetrics: Sendable {
    let failures: LabelledCounters<RecordTable>
    let entriesLost: LabelledCounters<RecordTable>

    init(_ factory: any MetricsFactory) {
        failures = factory.counters(
            "roadwave_database_failures_total", "Writes that the database did not take, and that are repeated.",
            by: "table")
        entriesLost = factory.counters(
            "roadwave_database_entries_lost_total", "Entries for the database that were given up.", by: "table")
    }
}
