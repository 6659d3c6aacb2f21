import Foundation
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("The audit trail in PostgreSQL", .postgresServer, .timeLimit(.minutes(5)))
struct PostgresAuditTests {
    /// A database that has an owner, and the address of the nodes' role.
    private func withRoles(
        _ body: (_ owner: PostgresClient, _ node: PostgresDatabase, _ role: String) async throws -> Void
    ) async throws {
        try await SharedPostgres.withClient { owner async throws in
            let role = "essai_\(LiveID())".replacing("-", with: "_")
            try await owner.query("CREATE ROLE \(role) LOGIN")
            let address = try #require(
                PostgresAddress(parsing: owner.address.url.replacing("roadwave@", with: "\(role)@")))
            var settings = NodeConfiguration.with(\.postgres, address)
            settings.postgresOwner = owner.address
            let outcome = try await DatabaseMigration.run(settings, logger: .silent)
            #expect(outcome.runtimeRole == role)
            let client = PostgresClient(address: address, connections: 2) { .zero }
            let node = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
            do {
                try await body(owner, node, role)
            } catch {
                await client.close()
                throw error
            }
            await client.close()
            try await owner.query("DROP OWNED BY \(role)")
            try await owner.query("DROP ROLE \(role)")
        }
    }

    private func partition(_ days: Int) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyyMMdd"
        return "audit_events_" + formatter.string(from: Date(timeIntervalSinceNow: Double(days) * 86_400))
    }

    private func event(daysFromNow days: Double = 0, _ kind: AuditEvent.Kind = .refused) -> AuditEvent {
        AuditEvent(
            at: WallDate(millisecondsSince1970: WallDate.now.millisecondsSince1970 + Int64(days * 86_400_000)),
            kind: kind)
    }

    @Test("the role of the nodes reads and adds, and does its work in the other tables")
    func runtimeRole() async throws {
        try await withRoles { _, node, _ in
            #expect(try await node.migrate().applied == [])
            try await node.auditStore.append([AuditEntry(event())])
            #expect(try await node.auditStore.events(of: nil, limit: 10).count == 1)
            let readiness = try await node.auditStore.prepare(keptDays: 30)
            #expect(readiness == AuditReadiness(daysReady: 9, keptDays: 90, isProtected: true))
            try await node.catalogue.record(try .catalogued("a"))
            #expect(try await node.catalogue.titles() == ["a"])
            let (live, user) = (LiveID(), UserID(token: "ada"))
            try await node.audienceRecords.write([
                AudienceVote(live: live, reaction: .like, voter: user.voter(in: live), at: .at(0))
            ])
            try await node.audienceRecords.write([AudienceMinute(of: live, at: .at(0), AudienceFigures(.none))])
            #expect(try await node.usage.lines() == LineCounts())
        }
    }

    @Test("the role of the nodes erases a user from every table, and from the trail")
    func erasure() async throws {
        try await withRoles { owner, node, _ in
            let (ada, nobody) = (UserID(token: "ada"), UserID(token: "nobody"))
            let live = try Live.catalogued("a").over(.ended, .creator, at: 9)
            let creator = live.creator
            try await node.catalogue.record(live)
            try await node.revocationStore.put(
                Revocation(target: .user(creator), issuedBefore: nil, at: .at(0), by: ada))
            let target: [String: AuditValue] = ["target_user": .string(creator.description)]
            try await node.auditStore.append(
                [
                    .started(live), AuditEvent(at: .now, kind: .liveStopped, live: live.id, user: ada, details: target),
                    AuditEvent(at: .now, kind: .refused, user: ada),
                ].map { AuditEntry($0) })
            // Both are in the catalogue or the trail, or else this witness sees nothing.
            for user in [ada, creator] { #expect(try await tables(with: user, owner).count >= 2) }

            try await node.personalRecords.forgetContents(of: [live.id], at: .at(9))
            for user in [ada, creator] {
                try await node.personalRecords.replace(user, by: nobody)
                #expect(try await node.auditStore.replace(user, by: nobody) == 2)
                #expect(try await tables(with: user, owner) == [])
            }
            #expect(try await node.personalRecords.users() == [nobody])
        }
    }

    /// The tables and partitions with a row that has the identity of a user anywhere, as their owner reads them.
    private func tables(with user: UserID, _ owner: PostgresClient) async throws -> [String] {
        var found: [String] = []
        for row in try await owner.query("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()") {
            let table = try row.text("tablename")
            let rows = try await owner.query("SELECT 1 FROM \(table) AS t WHERE strpos(t::text, '\(user)') > 0")
            if !rows.isEmpty { found.append(table) }
        }
        return found
    }

    @Test("the role of the nodes can change nothing of the trail, on no day, also on one that is made later")
    func appendOnly() async throws {
        try await withRoles { owner, node, role in
            try await node.auditStore.append([AuditEntry(event())])
            // What an administrator may have set in the past.
            try await owner.query("ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO \(role)")
            try await owner.query("DROP TABLE \(partition(5))")
            #expect(try await node.auditStore.prepare(keptDays: 90).daysReady == 9)
            let tables = ["audit_events", "audit_events_strays"] + [-1, 0, 1, 5].map { partition($0) }
            try await owner.query(
                """
                CREATE TABLE IF NOT EXISTS \(partition(-1)) PARTITION OF audit_events
                FOR VALUES FROM ('\(partition(-1).suffix(8)) 00:00:00+00') TO ('\(partition(0).suffix(8)) 00:00:00+00')
                """)
            try await owner.query("REVOKE ALL ON \(partition(-1)) FROM \(role)")
            var attacks = [
                "UPDATE audit_policy SET kept_days = 1", "SELECT grant_runtime('\(role)')",
                "ALTER TABLE audit_events DETACH PARTITION \(partition(0))",
                "CREATE OR REPLACE FUNCTION audit_prepare() RETURNS integer LANGUAGE sql AS 'SELECT 9'",
            ]
            for table in tables {
                attacks += [
                    "UPDATE \(table) SET event = 'x'", "DELETE FROM \(table)", "TRUNCATE \(table)",
                    "DROP TABLE \(table)", "ALTER TABLE \(table) DISABLE TRIGGER ALL",
                    "ALTER TABLE \(table) OWNER TO \(role)",
                    "INSERT INTO \(table) (event_id, at, event, details, recorded_at) VALUES ('x', now(), 'x', '{}', 'epoch')",
                    "CREATE RULE x AS ON INSERT TO \(table) DO INSTEAD NOTHING",
                ]
            }
            for attack in attacks {
                let error = await #expect(throws: DatabaseFailure.self, "\(attack)") {
                    try await node.client.query(attack)
                }
                #expect(
                    error?.description.contains("(SQLSTATE 42501)") == true, "\(attack): \(error?.description ?? "")")
            }
            // PostgreSQL only warns of a grant that gives nothing.
            _ = try? await node.client.query("GRANT ALL ON audit_events TO \(role)")
            await #expect(throws: DatabaseFailure.self) { try await node.client.query("DELETE FROM audit_events") }
            #expect(try await node.auditStore.events(of: nil, limit: 10).count == 1)
        }
    }

    @Test("the owner's login is not that of the nodes")
    func sameLogin() async throws {
        try await SharedPostgres.withClient { client async throws in
            var settings = NodeConfiguration.with(\.postgres, client.address)
            settings.postgresOwner = client.address
            let error = await #expect(throws: RoadWaveError.self) {
                try await DatabaseMigration.run(settings, logger: .silent)
            }
            #expect(error?.description.contains("ROADWAVE_POSTGRES_OWNER_URL") == true)
        }
    }

    @Test("eight days are ready ahead; a day whose events came early takes them")
    func ahead() async throws {
        try await SharedPostgres.withClient { client async throws in
            let database = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
            let store = database.auditStore
            #expect(try await store.prepare(keptDays: 90).daysReady == 9)
            try await client.query("DROP TABLE \(partition(3))")
            #expect(try await client.query("SELECT 1 FROM audit_partitions").count == 8)
            try await store.append([AuditEntry(event(daysFromNow: 3)), AuditEntry(event(daysFromNow: 200))])
            #expect(try await client.query("SELECT 1 FROM audit_events_strays").count == 2)
            #expect(try await store.prepare(keptDays: 90).daysReady == 9)
            #expect(try await client.query("SELECT 1 FROM audit_events_strays").count == 1)
            #expect(try await client.query("SELECT 1 FROM \(partition(3))").count == 1)
        }
    }

    @Test("more than three days at once go only if an operator says so, and a partition of another kind never")
    func manyDays() async throws {
        try await SharedPostgres.withClient { client async throws in
            let database = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
            _ = try await database.migrate()
            for day in 0..<4 {
                let (lower, upper) = (partition(day - 100), partition(day - 99))
                try await client.query(
                    """
                    CREATE TABLE \(lower) PARTITION OF audit_events
                    FOR VALUES FROM ('\(lower.suffix(8)) 00:00:00+00') TO ('\(upper.suffix(8)) 00:00:00+00')
                    """)
            }
            try await client.query(
                "CREATE TABLE by_hand PARTITION OF audit_events FOR VALUES FROM ('2001-01-01') TO ('2002-01-01')")
            let withheld = try await database.auditStore.sweep(isForced: false, isDryRun: false)
            #expect(withheld.isWithheld && withheld.late.count == 4 && withheld.days.isEmpty)
            #expect(withheld.strange == ["by_hand"])
            #expect(withheld.lines(isDryRun: false).contains { $0.contains("--force") })
            let swept = try await database.auditStore.sweep(isForced: true, isDryRun: false)
            #expect(swept.days.count == 4 && swept.late.isEmpty)
            #expect(try await client.query("SELECT 1 FROM audit_partitions").count == 10)
        }
    }

    @Test("a long reader delays neither events nor, for long, the sweep; the next sweep does the rest")
    func reader() async throws {
        try await SharedPostgres.withClient { client async throws in
            let database = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
            _ = try await database.migrate()
            let (lower, upper) = (partition(-100), partition(-99))
            try await client.query(
                """
                CREATE TABLE \(lower) PARTITION OF audit_events
                FOR VALUES FROM ('\(lower.suffix(8)) 00:00:00+00') TO ('\(upper.suffix(8)) 00:00:00+00')
                """)
            try await client.query("DROP TABLE \(partition(8))")
            let reader = PostgresClient(address: client.address, connections: 1) { .zero }
            try await reader.query("BEGIN")
            try await reader.query("SELECT count(*) FROM audit_events")
            async let sweep = database.auditStore.sweep(isForced: false, isDryRun: false)
            async let ready = database.auditStore.prepare(keptDays: 90).daysReady
            try await database.auditStore.append([AuditEntry(event())])
            #expect(try await sweep.late == [lower])
            #expect(try await ready == 8)
            try await reader.query("COMMIT")
            await reader.close()
            #expect(try await database.auditStore.sweep(isForced: false, isDryRun: false).days == [lower])
            #expect(try await database.auditStore.prepare(keptDays: 90).daysReady == 9)
        }
    }

    @Test("an upgrade keeps the events, rounds their positions and gives them their days")
    func upgrade() async throws {
        try await SharedPostgres.withClient { client async throws in
            let before = PostgresSchema.migrations.filter { $0.number < PostgresSchema.auditMigration.number }
            let old = PostgresMigrator(migrations: before, timeout: .seconds(20))
            _ = try await client.run { connection throws(DatabaseFailure) in
                try old.migrate(connection, now: .at(0))
            }
            try await client.query(
                """
                INSERT INTO audit_events VALUES
                    ('a', now() - interval '40 days', 'listener_joined', NULL, NULL, '{"lat": 48.8566, "lon": -0.04}'),
                    ('b', now() - interval '400 days', 'listener_joined', NULL, NULL, '{}')
                """)
            let database = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
            _ = try await database.migrate()
            let rows = try await client.query(
                """
                SELECT details ->> 'lat' AS lat, details ->> 'lon' AS lon, tableoid::regclass AS place
                FROM audit_events ORDER BY at DESC
                """)
            #expect(try rows.map { try $0.text("place") } == [partition(-40), "audit_events_strays"])
            #expect(try rows.first?.text("lat") == "48.9")
            #expect(try rows.first?.text("lon") == "0.0")
        }
    }
}
