internal import Logging
internal import Synchronization

/// A PostgreSQL database whose tables are brought up to date before any other call. If the server was absent when the
/// node started, the first call that reaches it applies the migrations.
final class PostgresDatabase: NodeDatabase {
    let client: PostgresClient
    private let migrator: PostgresMigrator
    private let date: @Sendable () -> WallDate
    private let logger: Logger
    private let isMigrated = Mutex(false)

    /// - Parameter date: the recorded date of migrations.
    init(
        client: PostgresClient, migrations: [SchemaMigration] = PostgresSchema.migrations,
        date: @escaping @Sendable () -> WallDate, logger: Logger
    ) {
        self.client = client
        migrator = PostgresMigrator(migrations: migrations, timeout: client.timeouts.migration)
        self.date = date
        self.logger = logger
    }

    /// Brings the tables up to date.
    @discardableResult
    func migrate() async throws(DatabaseFailure) -> MigrationReport {
        let report = try await client.run { [migrator, date] connection throws(DatabaseFailure) in
            try migrator.migrate(connection, now: date())
        }
        isMigrated.withLock { $0 = true }
        if !report.applied.isEmpty {
            logger.notice(
                "the database was brought up to date",
                metadata: ["database": "\(client.address)", "migrations": "\(report.applied.joined(separator: ", "))"])
        }
        if !report.unknown.isEmpty {
            logger.warning(
                "the database has migrations of a later version", metadata: ["migrations": "\(report.unknown)"])
        }
        return report
    }

    /// Executes one statement.
    @discardableResult
    func query(
        _ sql: String, _ parameters: [PostgresValue] = [], for purpose: PostgresClient.Purpose = .writing
    ) async throws(DatabaseFailure) -> [SQLRow] {
        if !isMigrated.withLock({ $0 }) { try await migrate() }
        return try await client.query(sql, parameters, for: purpose)
    }

    /// Runs a body on a connection for writes. The body may be repeated after a broken connection.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresConnection) throws(DatabaseFailure) -> Value
    ) async throws(DatabaseFailure) -> Value {
        if !isMigrated.withLock({ $0 }) { try await migrate() }
        return try await client.run(for: .writing, body)
    }

    var place: String { client.address.description }
    var catalogue: any Catalogue { PostgresCatalogue(database: self) }
    var auditStore: any AuditStore { PostgresAuditStore(database: self) }
    var revocationStore: any RevocationStore { PostgresRevocationStore(database: self) }
    var audienceRecords: any AudienceRecords { SQLAudienceRecords(database: self) }
    var replayJobs: any ReplayJobs { SQLReplayJobs(database: self) }
    var retention: any RetentionStore { SQLRetentionStore(database: self) }
    var usage: any UsageStore { SQLUsageStore(database: self) }
    var personalRecords: any PersonalRecords { SQLPersonalRecords(database: self) }

    func grant(toRuntime role: String) async throws(DatabaseFailure) {
        try await query("SELECT grant_runtime($1)", [.text(role)])
    }

    /// The server's own vacuum does it.
    func scrub() {}

    func check() async throws(DatabaseFailure) { try await query("SELECT 1") }

    func close() async { await client.close() }
}
