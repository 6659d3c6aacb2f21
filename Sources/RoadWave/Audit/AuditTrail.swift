internal import Logging
internal import Synchronization

/// Keeps what was done around lives, and what was refused. To record costs its caller nothing but a lock: the database is
/// written behind, in batches. What a database does not take before the node stops is kept in a file for the next start.
/// See docs/decisions/api.md, « Audit events ».
final class AuditTrail: Sendable {
    /// Events that wait while the database fails: at the ten a second of a full node that is half an hour, in 20 MB.
    static let capacity = 20_000
    /// A batch: one statement of some 100 KB at most.
    private static let batchSize = 200
    /// How long a stop waits for the last events: a database that works takes them in milliseconds.
    private static let stopTimeout = Duration.seconds(3)

    private let outbox: Outbox<String, AuditEntry>
    private let backlog: AuditBacklog
    private let logger: Logger
    /// Waits until what an earlier node kept is written, and forgets it then.
    private let catchingUp = Mutex<Task<Void, Never>?>(nil)

    init(store: any AuditStore, backlog: AuditBacklog, metrics: OutboxMetrics, logger: Logger) {
        self.backlog = backlog
        self.logger = logger
        outbox = Outbox(
            .auditEvents, limit: Self.capacity, batchSize: Self.batchSize, metrics: metrics, logger: logger
        ) { entries throws(SQLError) in try await store.append(entries) }
    }

    /// Records an event. It never waits and never fails: what finds no room is counted.
    func record(_ event: AuditEvent) {
        let entry = AuditEntry(event)
        outbox.put(entry, for: entry.id)
    }

    /// Events that are not written yet.
    var pending: Int { outbox.count }

    /// Waits until what was recorded so far is written, unless the database fails.
    func settle() async { await outbox.settle() }

    /// Begins to write, with what an earlier node has kept.
    func start() {
        do throws(SystemError) {
            let (entries, unreadable) = try backlog.read()
            for entry in entries { outbox.put(entry, for: entry.id) }
            if unreadable > 0 {
                outbox.lose(unreadable)
                logger.error(
                    "lines of the audit that was kept are none of ours",
                    metadata: ["file": "\(backlog.path)", "lines": "\(unreadable)"])
            }
        } catch {
            logger.error("the audit that was kept cannot be read", metadata: ["error": "\(error)"])
        }
        catchingUp.withLock { task in
            task = Task { [outbox] in
                // They have their identities: should the node die before, they are written again, and are there once.
                if await outbox.waitUntilWritten() { forget() }
            }
        }
        outbox.start()
    }

    /// Writes the last events, within a bound, keeps in a file those that the database does not take, and ends.
    func stop() async {
        let left = await outbox.stop(atMost: Self.stopTimeout)
        // Not to forget what is kept now.
        await catchingUp.withLock(\.self)?.value
        guard !left.isEmpty else { return }
        var kept = 0
        do throws(SystemError) {
            kept = try backlog.keep(left)
            logger.notice(
                "audit events are kept for the next start",
                metadata: ["file": "\(backlog.path)", "events": "\(kept)"])
        } catch {
            logger.error("audit events cannot be kept for the next start", metadata: ["error": "\(error)"])
        }
        outbox.lose(left.count - kept)
    }

    private func forget() {
        do throws(SystemError) {
            try backlog.clear()
        } catch {
            logger.error("the audit that was kept cannot be removed", metadata: ["error": "\(error)"])
        }
    }
}
