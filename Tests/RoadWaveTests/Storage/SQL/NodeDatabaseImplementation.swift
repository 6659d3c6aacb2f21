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

    var migrations: [SchemaMigration] {
        switch self {
        case .sqlite: SQLiteSchema.migrations
        case .postgres: PostgresSchema.migrations
        }
    }

    /// A date in a statement.
    func literal(_ date: WallDate) -> String {
        switch self {
        case .sqlite: "\(date.millisecondsSince1970)"
        case .postgres: "'\(date)'"
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

    /// What the migration does to a database of an earlier version.
    func reindexLives(of database: any NodeDatabase) async throws {
        if let sqlite = database as? SQLiteDatabase {
            try await sqlite.write { try SQLiteDatabase.reindexLives($0) }
        } else {
            try await (database as? PostgresDatabase)?.perform { connection throws(DatabaseFailure) in
                try PostgresMigrator.reindexing.run { statement throws(DatabaseFailure) in
                    try connection.query(statement)
                }
            }
        }
    }

    /// Writes so many ended lives with the title « Live », of one zone and one tag, a second after one another, from `WallDate.at(0)` on.
    func fill(_ database: any NodeDatabase, lives count: Int) async throws {
        switch self {
        case .sqlite:
            let numbers =
                "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(count - 1))"
            let id = "printf('%08x-0000-4000-8000-000000000000', n)"
            try await execute(
                """
                \(numbers) INSERT INTO lives SELECT \(id), \(id), 'Live', 1790000000000 + n * 1000, NULL, 'ended', NULL, 'zone',
                    '["route"]', NULL, '[]', 15000, 'live', 'zone', '["route"]', NULL, ' live ' FROM numbers
                """, on: database)
            try await execute(
                "\(numbers) INSERT INTO title_words SELECT 'live', 1790000000000 + n * 1000, \(id) FROM numbers",
                on: database)
            try await execute(
                "\(numbers) INSERT INTO live_tags SELECT 'route', 1790000000000 + n * 1000, \(id) FROM numbers",
                on: database)
        case .postgres:
            let id = "(lpad(to_hex(n), 8, '0') || '-0000-4000-8000-000000000000')::uuid"
            let start = "to_timestamp(1790000000 + n)"
            // In portions that a busy machine writes within the time of a statement.
            for first in stride(from: 0, to: count, by: 10_000) {
                let numbers = "generate_series(\(first), \(min(first + 10_000, count) - 1)) AS n"
                try await execute(
                    """
                    INSERT INTO lives SELECT \(id), \(id), 'Live', \(start), NULL, 'ended', NULL, 'zone', '{route}', NULL, '{}',
                        15000, 'live', 'zone', '{route}', NULL, ' live ' FROM \(numbers)
                    """, on: database)
                try await execute(
                    "INSERT INTO title_words SELECT 'live', \(start), \(id) FROM \(numbers)", on: database)
                try await execute("INSERT INTO live_tags SELECT 'route', \(start), \(id) FROM \(numbers)", on: database)
            }
        }
    }
}
