internal import Foundation
internal import RoadWaveClient
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// A live of a node that does not own the audit trail, with listeners who come and go.
extension RoadWaveWorld {
    /// Gives the node a role of its own in the database, as in production, and starts it again with that role.
    private func restartWithRole() async throws {
        let owner = try runningInfrastructure().database
        audit.role = "noeud_" + UUID().uuidString.lowercased().replacing("-", with: "_")
        _ = try await rows("CREATE ROLE \(audit.role) LOGIN")
        audit.nodeDatabase = owner.replacing("roadwave@", with: "\(audit.role)@")
        var environment = environmentOfServer
        environment["ROADWAVE_POSTGRES_OWNER_URL"] = owner
        environment["ROADWAVE_POSTGRES_URL"] = audit.nodeDatabase
        try await run(["migrate"], environment)
        try await restartServer(with: ["ROADWAVE_POSTGRES_URL": audit.nodeDatabase])
    }

    /// Runs a command of the program to its end.
    private func run(_ words: [String], _ environment: [String: String]) async throws {
        let process = await ChildProcess.start(
            ServerProcess.executable, words, environment: environment, name: "roadwave-server \(words[0])")
        guard case .exited(0)? = await process.wait() else {
            throw DriverError("roadwave-server \(words[0]) : \(await process.lines.suffix(3).joined(separator: " | "))")
        }
    }

    /// A creator speaks; three listeners come and go, one of them reports the live; the creator ends it.
    func holdAuditedLive() async throws {
        try await restartWithRole()
        try await startVoice()
        guard let voice else { throw DriverError("aucune voix n'est prête") }
        let node = try runningServer().http
        audit.creatorID = UUID().uuidString.lowercased()
        let before = Self.now
        let creator = try await SpeakingCreator.start(at: node, voice: voice.mixedDown(), token: audit.creatorID)
        atEnd { await creator.vanish() }
        audit.creator = creator
        audit.started = before...Self.now
        let first = try await join((48.8566, 2.3522))
        let second = try await join(nil)
        audit.reporter = audit.visitors[second.index].user
        try await second.client.like()
        audit.reported = try await timed { try await second.client.report(category: AuditScene.category) }
        // How long the first one listens, and then nobody else.
        try await waitForPackets(150, of: creator)
        try await leave(first)
        let third = try await join((-33.8688, -151.2093))
        try await waitForPackets(250, of: creator)
        try await leave(third)
        audit.ended = try await timed { await creator.stop() }
    }

    private typealias Session = (index: Int, client: ListenerClient, listener: String)

    private func join(_ position: (latitude: Double, longitude: Double)?) async throws -> Session {
        let user = UUID().uuidString.lowercased()
        guard let live = audit.creator?.liveID else { throw DriverError("aucun live n'a eu lieu") }
        let client = ListenerClient(liveID: live, at: try runningServer().http, token: user)
        let before = Self.now
        let place = try await client.join(
            position: position.map { .init(latitude: $0.latitude, longitude: $0.longitude) })
        audit.visitors.append(
            AuditScene.Visitor(user: user, position: position, joined: before...Self.now, left: nil))
        return (audit.visitors.count - 1, client, place.listenerID)
    }

    private func leave(_ session: Session) async throws {
        audit.visitors[session.index].left = try await timed { try await session.client.leave(session.listener) }
    }

    private func timed(_ body: () async throws -> Void) async throws -> AuditScene.Moment {
        let before = Self.now
        try await body()
        return before...Self.now
    }

    private func waitForPackets(_ count: Int, of creator: SpeakingCreator) async throws {
        // 20 ms a packet.
        while await creator.sentPackets.count < count {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private static var now: Double { Date().timeIntervalSince1970 }

    // MARK: What the witnesses read

    /// What `psql` reads of the events of one kind, oldest first: a line an event.
    /// - Parameter columns: what is read.
    func auditEvents(_ kind: String, _ columns: String) async throws -> [[String]] {
        try await rows(
            """
            SELECT \(columns) FROM audit_events
            WHERE live_id = '\(audit.creator?.liveID ?? "")' AND event = '\(kind)' ORDER BY at
            """
        ).map { $0.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) } }
    }

    /// The bytes of the live's segments, as the storage has them.
    func storedMediaSize() async throws -> Int {
        let infrastructure = try runningInfrastructure()
        let prefix = "lives/\(audit.creator?.liveID ?? "")/"
        var size = 0
        for key in try await infrastructure.storage.keys(below: prefix, in: infrastructure.bucket)
        where key.hasSuffix(".ts") {
            size += try await infrastructure.storage.read(key, in: infrastructure.bucket)?.count ?? 0
        }
        return size
    }

    /// Those, among statements, that the database does not refuse to the role of the node.
    func allowed(_ statements: [String]) async -> [String] {
        var allowed: [String] = []
        for statement in statements {
            do {
                // What nobody refuses leaves no trace.
                _ = try await PostgresServer.query("BEGIN; \(statement); ROLLBACK", database: audit.nodeDatabase)
                allowed.append(statement)
            } catch {
                if !"\(error)".contains(/permission denied|must be owner/) { allowed.append("\(statement) : \(error)") }
            }
        }
        return allowed
    }

    /// The names of two days of the trail, by the database's clock: the last one that ended so many days ago, and the
    /// next one. They are made with an event each.
    func makeOldDays(_ days: Int) async throws -> (gone: String, kept: String) {
        let names = try await rows(
            """
            SELECT to_char((now() - \(days) * interval '24 hours') AT TIME ZONE 'UTC' - day * interval '1 day', 'YYYYMMDD')
            FROM generate_series(-1, 1) AS day
            """)
        for (name, next) in zip(names.dropFirst(), names) {
            _ = try await rows(
                """
                SET timezone = 'UTC';
                CREATE TABLE IF NOT EXISTS audit_events_\(name) PARTITION OF audit_events
                    FOR VALUES FROM ('\(name)') TO ('\(next)');
                INSERT INTO audit_events (event_id, at, event, details) VALUES ('ancien-\(name)', '\(name)', 'refused', '{}')
                """)
        }
        return (names[2], names[1])
    }

    /// The sweep, in a process of its own with the role of the node.
    func sweepAuditTrail() async throws {
        guard !audit.hasNoSweep else { return }
        try await run(["sweep", "--data", folder + "/data"], environmentOfServer)
    }

    // MARK: What a sabotage does

    /// Changes the events of one kind, as only the owner of the database can.
    func spoilAudit(_ kind: String, _ assignment: String) async throws {
        _ = try await rows("UPDATE audit_events SET \(assignment) WHERE event = '\(kind)'")
    }

    /// Waits until the end of the live is in the trail: what comes after it cannot be spoilt before it.
    func awaitAuditedEnd() async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while try await auditEvents("live_ended", "1").isEmpty {
            guard ContinuousClock.now < deadline else { throw DriverError("la fin du live n'arrive pas dans la base") }
            // why: the pause between two looks at a condition, whose bound is above.
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func skipAuditSweep() { audit.hasNoSweep = true }
}
