internal import GRDB

/// The audit trail in the embedded database.
struct SQLiteAuditStore: AuditStore {
    let database: SQLiteDatabase

    func append(_ entries: [AuditEntry]) async throws(DatabaseFailure) {
        var rows: [StatementArguments] = []
        for entry in entries {
            let event = entry.event
            rows.append([
                entry.id, event.at.millisecondsSince1970, event.kind.rawValue, event.live?.description,
                event.user?.description, try JSONColumn.text(event.details),
            ])
        }
        try await database.write { [rows] database in
            let statement = try database.cachedStatement(sql: Self.insert)
            for row in rows { try statement.execute(arguments: row) }
        }
    }

    func events(of live: LiveID?, limit: Int) async throws(DatabaseFailure) -> [AuditEvent] {
        let rows = try await database.read { database in
            try Row.fetchAll(database, sql: Self.last, arguments: ["live": live?.description, "limit": limit]).map {
                row in
                AuditRow(
                    at: WallDate(millisecondsSince1970: try row.decode(forColumn: "at")),
                    event: try row.decode(forColumn: "event"), liveID: try row.decode(forColumn: "live_id"),
                    userID: try row.decode(forColumn: "user_id"),
                    details: try row.decode(forColumn: "details"))
            }
        }
        var events: [AuditEvent] = []
        for row in rows { events.append(try row.auditEvent()) }
        return events
    }

    private static let insert = """
        INSERT INTO audit_events (event_id, at, event, live_id, user_id, details) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (event_id) DO NOTHING
        """

    private static let last = """
        SELECT at, event, live_id, user_id, details FROM audit_events
        WHERE :live IS NULL OR live_id = :live
        ORDER BY at DESC, event_id DESC
        LIMIT :limit
        """
}
