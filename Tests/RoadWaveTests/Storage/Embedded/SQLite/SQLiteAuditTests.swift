import GRDB
import Testing

@testable import RoadWave

@Suite("The audit trail in the embedded database")
struct SQLiteAuditTests {
    private func withEvent(_ body: (SQLiteDatabase) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let database = try SQLiteDatabase(path: directory.path + "/roadwave.sqlite")
        _ = try await database.migrate()
        try await database.auditStore.append([
            AuditEntry(AuditEvent(at: .now, kind: .refused, user: UserID(token: "ada")))
        ])
        try await body(database)
        database.close()
        withExtendedLifetime(directory) {}
    }

    @Test(
        "an event can be neither changed nor deleted before its time",
        arguments: [
            "UPDATE audit_events SET event = 'x'", "UPDATE audit_events SET at = 0",
            "UPDATE audit_events SET recorded_at = 0", "UPDATE audit_events SET user_id = NULL",
            "UPDATE audit_events SET details = '{}'", "DELETE FROM audit_events",
        ])
    func appendOnly(statement: String) async throws {
        try await withEvent { database async throws in
            let error = await #expect(throws: DatabaseFailure.self) {
                try await database.write { try $0.execute(sql: statement) }
            }
            #expect(error?.description.contains("append-only") == true)
            #expect(try await database.auditStore.events(of: nil, limit: 2).count == 1)
        }
    }

    @Test("an erasure leaves no permission behind")
    func erasure() async throws {
        try await withEvent { database async throws in
            let (ada, nobody) = (UserID(token: "ada"), UserID(token: "nobody"))
            #expect(try await database.auditStore.replace(ada, by: nobody) == 1)
            await #expect(throws: DatabaseFailure.self) {
                try await database.write { try $0.execute(sql: "UPDATE audit_events SET user_id = NULL") }
            }
        }
    }

    @Test("an upgrade keeps the events, and rounds their positions")
    func upgrade() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/roadwave.sqlite"
        var earlier = DatabaseMigrator()
        for migration in SQLiteSchema.migrations where migration.number < SQLiteSchema.auditMigration.number {
            earlier.registerMigration(migration.title) { database in
                for statement in migration.statements { try database.execute(sql: statement) }
            }
        }
        let queue = try DatabaseQueue(path: path)
        try earlier.migrate(queue)
        try await queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO audit_events (event_id, at, event, details) VALUES
                        ('a', 1000, 'listener_joined', '{"lat": 48.8566, "lon": -0.04}'),
                        ('b', 2000, 'listener_joined', '{}')
                    """)
        }
        try queue.close()
        let database = try SQLiteDatabase(path: path)
        _ = try await database.migrate()
        let events = try await database.auditStore.events(of: nil, limit: 10)
        #expect(events.count == 2 && events.first?.details == [:])
        #expect(events.last?.details["lat"] == 48.9)
        #expect([.int(0), .double(0)].contains(events.last?.details["lon"]))
        database.close()
        withExtendedLifetime(directory) {}
    }
}
