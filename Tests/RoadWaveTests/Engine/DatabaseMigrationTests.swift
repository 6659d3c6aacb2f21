import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Migration without a node", .postgresServer, .timeLimit(.minutes(5)))
struct DatabaseMigrationTests {
    private func check(_ settings: NodeConfiguration, at place: String, _ migrations: [SchemaMigration]) async throws {
        let first = try await DatabaseMigration.run(settings, logger: .silent)
        #expect(first.database == place)
        #expect(first.applied == migrations.map(\.title))
        #expect(first.present == 0)
        let second = try await DatabaseMigration.run(settings, logger: .silent)
        #expect(second.applied == [])
        #expect(second.present == migrations.count)
    }

    @Test("the tables of PostgreSQL are made once")
    func postgres() async throws {
        let address = try await SharedPostgres.makeDatabase()
        try await check(.with(\.postgres, address), at: address.description, PostgresSchema.migrations)
    }

    @Test("so are those of the embedded database, with its directory")
    func sqlite() async throws {
        let directory = try TemporaryDirectory()
        let data = directory.path + "/new"
        try await check(.with(\.dataDirectory, data), at: data + "/roadwave.sqlite", SQLiteSchema.migrations)
        withExtendedLifetime(directory) {}
    }

    @Test("a server that is not there is an error, which says where it was looked for")
    func absent() async throws {
        let settings = NodeConfiguration.with(\.postgres, PostgresAddress(parsing: "postgres://u:secret@127.0.0.1:1/d"))
        let error = await #expect(throws: RoadWaveError.self) {
            try await DatabaseMigration.run(settings, logger: .silent)
        }
        #expect(error?.description.contains("postgres://127.0.0.1:1/d") == true)
        #expect(error?.description.contains("secret") == false)
    }
}
