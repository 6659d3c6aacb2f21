import Testing

@testable import RoadWave

@Suite("The audit trail of a node")
struct AuditTrailTests {
    @Test("the end of a live has the totals of its listeners, even if all events are written at once")
    func figures() async throws {
        let directory = try TemporaryDirectory()
        let database = try SQLiteDatabase(path: directory.path + "/roadwave.sqlite")
        _ = try await database.migrate()
        let trail = AuditTrail(
            store: database.auditStore, backlog: AuditBacklog(dataDirectory: directory.path),
            metrics: OutboxMetrics(MetricsRegistry()), logger: .silent)
        let live = try Live.catalogued("a").over(.ended, .creator, at: 60)
        for (user, left) in [("ada", 10.0), ("bob", 20.0)] {
            trail.record(
                AuditEvent(at: .at(5), kind: .listenerJoined, live: live.id, user: UserID(token: user)))
            trail.record(
                AuditEvent(
                    at: .at(left), kind: .listenerLeft, live: live.id, user: UserID(token: user),
                    details: ["listening_s": .double(left - 5)]))
        }
        let counts = AudienceCounts(listeners: 0, likes: 3, reports: 1)
        trail.record(.ended(live, audience: counts, peak: 2, mediaBytes: 1_234))
        trail.start()
        await trail.settle()
        let end = try #require(try await database.auditStore.events(of: live.id, limit: 1).first)
        #expect(end.kind == .liveEnded)
        let figures = ["peak_listeners", "unique_listeners", "likes", "reports", "bytes"].map { end.details[$0] }
        #expect(figures == [2, 2, 3, 1, 1_234])
        // JSON has one kind of number.
        #expect([.int(20), .double(20)].contains(end.details["listener_seconds"]))
        await trail.stop()
        database.close()
        withExtendedLifetime(directory) {}
    }
}

@Suite("The upkeep of the audit trail", .timeLimit(.minutes(1)))
struct AuditUpkeepTests {
    /// A store that gives one sweep after the other.
    private actor Store: AuditStore {
        var sweeps: [AuditSweep]

        init(_ sweeps: [AuditSweep]) { self.sweeps = sweeps }

        func sweep(isForced: Bool, isDryRun: Bool) -> AuditSweep {
            sweeps.isEmpty ? AuditSweep() : sweeps.removeFirst()
        }

        func prepare(keptDays: Int) -> AuditReadiness {
            AuditReadiness(daysReady: 9, keptDays: keptDays, isProtected: true)
        }

        func append(_ entries: [AuditEntry]) {}
        func events(of live: LiveID?, limit: Int) -> [AuditEvent] { [] }
        func events(about user: UserID, of live: LiveID?, limit: Int) -> [AuditEvent] { [] }
        func listening(to live: LiveID) -> ListeningTotals { ListeningTotals() }
        func replace(_ user: UserID, by pseudonym: UserID) -> Int { 0 }
    }

    /// How long an upkeep waits after its first sweep.
    private func pause(after sweep: AuditSweep) async -> Duration {
        let clock = TurnedClock()
        let upkeep = AuditUpkeep(
            store: Store([sweep]), keptDays: 90, clock: NodeClock(clock), metrics: AuditMetrics(MetricsRegistry()),
            logger: .silent)
        let task = Task { await upkeep.run() }
        let pause = await clock.nextSleep()
        task.cancel()
        await task.value
        return pause
    }

    @Test("a day that could not be locked is tried again after a minute")
    func blocked() async {
        #expect(await pause(after: AuditSweep(late: ["audit_events_20260101"])) == .seconds(60))
    }

    @Test(
        "where nothing is left, and where an operator has to confirm, the next sweep is in an hour", arguments: [0, 4])
    func hourly(late: Int) async {
        #expect(await pause(after: AuditSweep(late: Array(repeating: "day", count: late))) == .seconds(3_600))
    }
}
