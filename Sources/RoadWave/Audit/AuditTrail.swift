internal import Logging

/// Keeps what was done around lives, and what was refused. To record costs its caller nothing but a lock: the database is
/// written behind, in batches.
final class AuditTrail: Sendable {
    /// Events that wait while the database fails: at the ten a second of a full node that is half an hour, in 20 MB.
    static let capacity = 20_000
    /// A batch: one statement of some 100 KB at most.
    private static let batchSize = 200
    /// How long a stop waits for the last events: a database that works takes them in milliseconds.
    private static let stopTimeout = Duration.seconds(3)

    private let outbox: Outbox<String, AuditEntry>

    init(store: any AuditStore, counters: NodeCounters, logger: Logger) {
        outbox = Outbox(
            .auditEvents, limit: Self.capacity, batchSize: Self.batchSize, counters: counters, logger: logger
        ) { entries throws(SQLError) in try await store.append(entries) }
    }

    /// Records an event. It never waits and never fails: what finds no room, or no database until the stop, is counted.
    func record(_ event: AuditEvent) {
        let entry = AuditEntry(event)
        outbox.put(entry, for: entry.id)
    }

    /// Events that are not written yet.
    var pending: Int { outbox.count }

    /// Waits until what was recorded so far is written, unless the database fails.
    func settle() async { await outbox.settle() }

    /// Begins to write.
    func start() { outbox.start() }

    /// Writes the last events, within a bound, and ends.
    func stop() async { await outbox.stop(atMost: Self.stopTimeout) }
}
