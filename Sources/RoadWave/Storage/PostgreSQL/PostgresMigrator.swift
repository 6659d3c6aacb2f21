/// Brings the tables of a database up to date. If several nodes start at once, one of them does it, and the others
/// wait.
struct PostgresMigrator: Sendable {
    /// The key of the lock for migrations: « roadwave » in ASCII.
    private static let lock: Int64 = 0x726F_6164_7761_7665

    /// Rewrites the search texts of all lives.
    static let reindexing = LiveReindexing(
        tags: "to_json(tags)", list: { "ARRAY(SELECT json_array_elements_text(\($0)::json))" },
        milliseconds: { "(extract(epoch FROM \($0)) * 1000)::bigint" })

    let migrations: [SchemaMigration]
    let timeout: Duration

    /// Applies the missing migrations, all or none.
    /// - Parameter now: the recorded date of the migrations.
    func migrate(_ connection: PostgresConnection, now: WallDate) throws(DatabaseFailure) -> MigrationReport {
        try connection.transaction { connection throws(DatabaseFailure) in
            let milliseconds = PostgresValue.text("\(timeout.wholeMilliseconds)")
            try connection.query(
                "SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $1, true)", [milliseconds]
            )
            try connection.query("SELECT pg_advisory_xact_lock($1)", [.integer(Self.lock)], timeout: timeout)
            var report = try Self.report(connection, migrations)
            for migration in migrations.dropFirst(report.present) {
                for statement in migration.statements { try connection.query(statement, timeout: timeout) }
                if migration.reindexesLives {
                    try Self.reindexing.run { statement throws(DatabaseFailure) in try connection.query(statement) }
                }
                try connection.query(
                    "INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)",
                    [.integer(Int64(migration.number)), .text(migration.name), .date(now)])
                report.applied.append(migration.title)
            }
            return report
        }
    }

    /// The applied migrations. Their table is created if it is missing: only then is the right to create tables needed.
    private static func report(
        _ connection: PostgresConnection, _ migrations: [SchemaMigration]
    ) throws(DatabaseFailure) -> MigrationReport {
        let found = try connection.query("SELECT to_regclass('schema_migrations')::text AS found")
        if try found.first?.optionalText("found") == nil {
            try connection.query(
                "CREATE TABLE schema_migrations (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL)"
            )
        }
        let known = migrations.count
        var report = MigrationReport()
        for row in try connection.query("SELECT number, name FROM schema_migrations ORDER BY number") {
            if try row.integer("number") <= Int64(known) {
                report.present += 1
            } else {
                report.unknown.append("\(try row.integer("number")) \(try row.text("name"))")
            }
        }
        return report
    }
}
