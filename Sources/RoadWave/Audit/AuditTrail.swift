internal import Logging
internal import Synchronization

/// Records actions around lives, and refusals. Recording costs the caller only a lock: the database is written in the
/// background, in batches. Entries that the database does not take before the node stops are written to a file for the
/// next start.
/// See docs/decisions/api.md, « Audit events ».
final class AuditTrail: Sendable {
    /// The most events that wait while the database fails: half an hour at the ten events a second of a full node, in
    /// 20 MB.
    static let capacity = 20_000
    /// A batch: one statement of some 100 KB at most.
    private static let batchSize = 200
    /// How long a stop waits for the last events to be written: a working database takes milliseconds.
    private static let stopTimeout = Duration.seconds(3)

    private let outbox: Outbox<String, AuditEntry>
    private let backlog: AuditBacklog
    private let logger: Logger
    /// Waits until the entries from the file are written, and then removes the file.
    private let catchingUp = Mutex<Task<Void, Never>?>(nil)

    init(store: any AuditStore, backlog: AuditBacklog, metrics: OutboxMetrics, logger: Logger) {
        self.backlog = backlog
        self.logger = logger
        outbox = Outbox(
            .auditEvents, limit: Self.capacity, batchSize: Self.batchSize, metrics: metrics, logger: logger
        ) { entries throws(DatabaseFailure) in try await Self.write(entries, to: store) }
    }

    /// Writes a batch. The end of a live gets its totals once the sessions of its listeners are written: they come
    /// before it.
    private static func write(_ entries: [AuditEntry], to store: any AuditStore) async throws(DatabaseFailure) {
        let ends = entries.filter { $0.event.kind == .liveEnded }
        let others = ends.isEmpty ? entries : entries.filter { $0.event.kind != .liveEnded }
        if !others.isEmpty { try await store.append(others) }
        guard !ends.isEmpty else { return }
        var complete: [AuditEntry] = []
        for end in ends {
            guard let live = end.event.live else {
                complete.append(end)
                continue
            }
            complete.append(AuditEntry(end.event.with(try await store.listening(to: live))))
        }
        try await store.append(complete)
    }

    /// Records an event. It never waits and never fails: events that find no room are counted.
    func record(_ event: AuditEvent) {
        let entry = AuditEntry(event)
        outbox.put(entry, for: entry.id)
    }

    /// Events that are not written yet.
    var pending: Int { outbox.count }

    /// Waits until the events recorded so far are written, unless the database fails.
    func settle() async { await outbox.settle() }

    /// Begins to write, first the entries that an earlier node left in the file.
    func start() {
        do throws(SystemError) {
            let (entries, unreadable) = try backlog.read()
            for entry in entries { outbox.put(entry, for: entry.id) }
            if unreadable > 0 {
                outbox.lose(unreadable)
                logger.error(
                    "the file of waiting audit events has unreadable lines",
                    metadata: ["file": "\(backlog.path)", "lines": "\(unreadable)"])
            }
        } catch {
            logger.error("the file of waiting audit events cannot be read", metadata: ["error": "\(error)"])
        }
        catchingUp.withLock { task in
            task = Task { [outbox] in
                // The entries keep their identities: if the node dies before the file is removed, they are written
                // again but stored once.
                if await outbox.waitUntilWritten() { forget() }
            }
        }
        outbox.start()
    }

    /// Writes the last events within a time limit, writes the events that the database does not take to a file, and
    /// ends.
    func stop() async {
        let left = await outbox.stop(atMost: Self.stopTimeout)
        // Otherwise it could remove the file that is written below.
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
            logger.error("the file of waiting audit events cannot be removed", metadata: ["error": "\(error)"])
        }
    }
}
