internal import Foundation
internal import GRDB
internal import Glibc
internal import Synchronization

/// The embedded database: one file in the data directory of a node, without a server.
///
/// GRDB reads and writes on its own queues. Readers do not wait for the writer (write-ahead log).
final class SQLiteDatabase: NodeDatabase {
    /// The most searches that wait: each takes some milliseconds.
    private static let maximumSearches = 8

    let path: String
    private let pool: DatabasePool
    /// Searches use a separate connection, one at a time: the readers of the pool stay free for the lists and documents
    /// that all clients request.
    private let searches: DatabaseQueue
    private let searching = Mutex(0)

    /// Opens the file at `path`, or creates it. Only the node's own user can read it, since it contains the positions
    /// of listeners.
    init(path: String) throws(DatabaseFailure) {
        self.path = path
        do throws(SystemError) {
            try Self.keepPrivate(path)
        } catch {
            throw DatabaseFailure(error, path: path)
        }
        var configuration = GRDB.Configuration()
        configuration.label = "roadwave.sqlite"
        // Only `roadwave-server migrate` may lock it beside the node, and only briefly.
        configuration.busyMode = .timeout(5)
        // The catalogue and the list of lives: few concurrent readers, each with a cache of 2 MB.
        configuration.maximumReaderCount = 3
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            configuration.readonly = true
            configuration.label = "roadwave.sqlite.search"
            searches = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw DatabaseFailure(error, path: path)
        }
    }

    /// SQLite gives its log files the permissions of the database, and follows links: there must be none.
    private static func keepPrivate(_ path: String) throws(SystemError) {
        try OpenFile(path, flags: O_RDWR | O_CREAT).keepPrivate()
        // Files that an earlier version created.
        for file in ["\(path)-wal", "\(path)-shm", "\(path)-journal"] {
            do throws(SystemError) {
                try OpenFile(file, flags: O_RDWR).keepPrivate()
            } catch  where error.number == ENOENT {
            }
        }
    }

    /// Applies the missing migrations.
    func migrate() async throws(DatabaseFailure) -> MigrationReport {
        let known = SQLiteSchema.migrations.map(\.title)
        var migrator = DatabaseMigrator()
        for migration in SQLiteSchema.migrations {
            migrator.registerMigration(migration.title) { database in
                for statement in migration.statements { try database.execute(sql: statement) }
                if migration.reindexesLives { try Self.reindexLives(database) }
            }
        }
        let before = try await applied(migrator)
        do {
            try await withCheckedThrowingContinuation { continuation in
                migrator.asyncMigrate(pool) { result in continuation.resume(with: result.map { _ in }) }
            }
        } catch {
            throw DatabaseFailure(error, path: path)
        }
        return MigrationReport(
            applied: known.filter { !before.contains($0) }, present: before.intersection(known).count,
            unknown: before.subtracting(known).sorted())
    }

    /// Rewrites the search texts of all lives.
    static func reindexLives(_ database: Database) throws {
        let reindexing = LiveReindexing(tags: "tags", list: { $0 }, milliseconds: { $0 })
        try reindexing.run { statement throws(DatabaseFailure) in
            do {
                return try database.rows(of: statement)
            } catch {
                throw DatabaseFailure(error, path: "the embedded database")
            }
        }
    }

    private func applied(_ migrator: DatabaseMigrator) async throws(DatabaseFailure) -> Set<String> {
        try await read { try migrator.appliedIdentifiers($0) }
    }

    /// Runs a read on the current state.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(DatabaseFailure)
        -> Value
    {
        do {
            return try await pool.read(body)
        } catch {
            throw DatabaseFailure(error, path: path)
        }
    }

    /// Runs a search on the current state, one at a time.
    /// - Throws: code `overloaded` if too many searches wait.
    func search<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(DatabaseFailure)
        -> Value
    {
        let hasPlace = searching.withLock { count in
            guard count < Self.maximumSearches else { return false }
            count += 1
            return true
        }
        guard hasPlace else { throw DatabaseFailure(.overloaded, "too many searches wait for \(path)") }
        defer { searching.withLock { $0 -= 1 } }
        do {
            return try await searches.read(body)
        } catch {
            throw DatabaseFailure(error, path: path)
        }
    }

    /// Runs a write, all or nothing.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(DatabaseFailure)
        -> Value
    {
        do {
            return try await pool.write(body)
        } catch {
            throw DatabaseFailure(error, path: path)
        }
    }

    var place: String { path }
    var catalogue: any Catalogue { SQLiteCatalogue(database: self) }
    var auditStore: any AuditStore { SQLiteAuditStore(database: self) }
    var revocationStore: any RevocationStore { SQLiteRevocationStore(database: self) }
    var audienceRecords: any AudienceRecords { SQLAudienceRecords(database: self) }
    var replayJobs: any ReplayJobs { SQLReplayJobs(database: self) }
    var retention: any RetentionStore { SQLRetentionStore(database: self) }
    var usage: any UsageStore { SQLUsageStore(database: self) }
    var personalRecords: any PersonalRecords { SQLPersonalRecords(database: self) }

    /// The file has one owner.
    func grant(toRuntime role: String) {}

    func scrub() async throws(DatabaseFailure) {
        do {
            try await pool.vacuum()
            _ = try await pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        } catch {
            throw DatabaseFailure(error, path: path)
        }
    }

    func check() async throws(DatabaseFailure) { _ = try await read { try Int.fetchOne($0, sql: "SELECT 1") } }

    /// Closes the file, once no more calls are made.
    func close() {
        // It fails while a statement runs: the file is then closed after the last statement.
        try? searches.close()
        try? pool.close()
    }
}

extension DatabaseFailure {
    /// An error of SQLite as a failure of a database. Its message names columns and contains no values of rows.
    init(_ error: any Error, path: String) {
        if let error = error as? DatabaseFailure {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.unreachable, "cannot use \(path): \(error)")
            return
        }
        let text = "cannot use \(path): \(error.message ?? "\(error.resultCode)")"
        switch error.resultCode {
        case .SQLITE_CONSTRAINT: self.init(.invalidValue, text)
        case .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE: self.init(.invalidValue, text)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(.timeout, text)
        default: self.init(.unreachable, text)
        }
    }
}
