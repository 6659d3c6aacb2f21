import Foundation
import GRDB

@testable import RoadWave

/// A database that the contract suites run on.
enum NodeDatabaseImplementation: String, CaseIterable, Sendable {
    case sqlite
    case postgres

    /// Calls `body` with an empty database that is up to date and lives as long as the call.
    func withDatabase(_ body: (any NodeDatabase) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            let directory = try TemporaryDirectory()
            let database = try SQLiteDatabase(path: directory.path + "/roadwave.sqlite")
            _ = try await database.migrate()
            try await body(database)
            database.close()
            withExtendedLifetime(directory) {}
        case .postgres:
            try await SharedPostgres.withClient { client async throws in
                let database = PostgresDatabase(client: client, date: { .at(0) }, logger: .silent)
                _ = try await database.migrate()
                try await body(database)
            }
        }
    }

    /// Does to a database what no version of ours would.
    func execute(_ sql: String, on database: any NodeDatabase) async throws {
        if let sqlite = database as? SQLiteDatabase {
            try await sqlite.write { try $0.execute(sql: sql) }
        } else {
            try await (database as? PostgresDatabase)?.client.query(sql)
        }
    }
}
