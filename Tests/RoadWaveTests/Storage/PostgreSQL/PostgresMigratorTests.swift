import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Migrations of PostgreSQL", .postgresServer, .timeLimit(.minutes(5)))
struct PostgresMigratorTests {
    private func migration(_ number: Int, _ statements: String...) -> SchemaMigration {
        SchemaMigration(number: number, name: "step \(number)", statements: statements)
    }

    private func migrate(
        _ client: PostgresClient, _ migrations: [SchemaMigration]
    ) async throws(DatabaseFailure) -> MigrationReport {
        let migrator = PostgresMigrator(migrations: migrations, timeout: .seconds(20))
        return try await client.run { connection throws(DatabaseFailure) in
            try migrator.migrate(connection, now: .at(0))
        }
    }

    @Test("what is missing is applied in order, and noted")
    func missing() async throws {
        try await SharedPostgres.withClient { client async throws in
            let first = migration(1, "CREATE TABLE a ()")
            #expect(try await migrate(client, [first]) == MigrationReport(applied: ["1 step 1"]))
            #expect(try await migrate(client, [first]) == MigrationReport(present: 1))
            let both = [first, migration(2, "CREATE TABLE b ()", "ALTER TABLE b ADD COLUMN n integer")]
            #expect(try await migrate(client, both) == MigrationReport(applied: ["2 step 2"], present: 1))
            let rows = try await client.query("SELECT number, name FROM schema_migrations ORDER BY number")
            #expect(try rows.map { try $0.text("name") } == ["step 1", "step 2"])
        }
    }

    @Test("a migration that fails leaves nothing behind")
    func failure() async throws {
        try await SharedPostgres.withClient { client async throws in
            let migrations = [
                migration(1, "CREATE TABLE a ()"), migration(2, "CREATE TABLE b ()", "CREATE TABLE a ()"),
            ]
            let error = await #expect(throws: DatabaseFailure.self) { _ = try await migrate(client, migrations) }
            #expect(error?.description.hasSuffix("(SQLSTATE 42P07)") == true)
            let tables = try await client.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")
            #expect(tables.isEmpty)
        }
    }

    @Test("nodes that start at once migrate once")
    func together() async throws {
        try await SharedPostgres.withClient { client async throws in
            let address = client.address
            let reports = try await withThrowingTaskGroup(of: MigrationReport.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let node = PostgresClient(address: address, connections: 1) { .zero }
                        let report = try await PostgresDatabase(client: node, date: { .at(0) }, logger: .silent)
                            .migrate()
                        await node.close()
                        return report
                    }
                }
                var reports: [MigrationReport] = []
                for try await report in group { reports.append(report) }
                return reports
            }
            let all = PostgresSchema.migrations.map(\.title)
            #expect(reports.filter { $0.applied == all }.count == 1)
            #expect(reports.filter { $0 == MigrationReport(present: all.count) }.count == 5)
        }
    }

    @Test("what a later version brought is told, and left alone")
    func later() async throws {
        try await SharedPostgres.withClient { client async throws in
            _ = try await migrate(client, [migration(1, "CREATE TABLE a ()"), migration(2, "CREATE TABLE b ()")])
            let report = try await migrate(client, [migration(1, "CREATE TABLE a ()")])
            #expect(report == MigrationReport(present: 1, unknown: ["2 step 2"]))
        }
    }

    @Test("the numbers of the migrations begin at 1 and have no hole")
    func numbers() {
        for migrations in [PostgresSchema.migrations, SQLiteSchema.migrations] {
            #expect(migrations.map(\.number) == Array(1...migrations.count))
        }
    }

    @Test("a node without the right to make tables uses those that are there")
    func reader() async throws {
        try await SharedPostgres.withClient { client async throws in
            _ = try await PostgresDatabase(client: client, date: { .at(0) }, logger: .silent).migrate()
            let role = "essai_\(LiveID())".replacing("-", with: "_")
            try await client.query("CREATE ROLE \(role) LOGIN")
            try await client.query("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO \(role)")
            let url = client.address.url.replacing("roadwave@", with: "\(role)@")
            let other = PostgresClient(address: try #require(PostgresAddress(parsing: url)), connections: 1) { .zero }
            let database = PostgresDatabase(client: other, date: { .at(0) }, logger: .silent)
            #expect(try await database.migrate().applied == [])
            try await database.catalogue.record(try .catalogued("a"))
            #expect(try await database.catalogue.titles() == ["a"])
            await other.close()
            try await client.query("DROP OWNED BY \(role)")
            try await client.query("DROP ROLE \(role)")
        }
    }
}
