internal import CoreMetrics

/// The tables written by outboxes, as the metrics name them.
enum RecordTable: String, CaseIterable, Sendable {
    case lives
    case auditEvents = "audit_events"
    case liveCounters = "live_counters"
    case liveVoters = "live_voters"
}

/// The metrics of the writes to a database.
struct OutboxMetrics: Sendable {
    let failures: LabelledCounters<RecordTable>
    let entriesLost: LabelledCounters<RecordTable>

    init(_ factory: any MetricsFactory) {
        failures = factory.counters(
            "roadwave_database_failures_total", "Failed database writes, which are retried.",
            by: "table")
        entriesLost = factory.counters(
            "roadwave_database_entries_lost_total", "Entries that were lost before they were written.", by: "table")
    }
}
