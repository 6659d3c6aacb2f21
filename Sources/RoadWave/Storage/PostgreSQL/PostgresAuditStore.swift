/// The audit trail in PostgreSQL, for all the nodes that share it.
struct PostgresAuditStore: AuditStore {
    let database: PostgresDatabase

    /// One statement with one parameter, for any number of entries.
    func append(_ entries: [AuditEntry]) async throws(DatabaseFailure) {
        try await database.query(Self.insert, [.text(try JSONColumn.text(entries))])
    }

    func events(of live: LiveID?, limit: Int) async throws(DatabaseFailure) -> [AuditEvent] {
        let rows = try await database.query(
            Self.last, [PostgresValue(live?.description), .integer(Int64(limit))], for: .reading)
        var events: [AuditEvent] = []
        for row in rows {
            let read = AuditRow(
                at: try row.date("at_ms"), event: try row.text("event"), liveID: try row.optionalText("live_id"),
                userID: try row.optionalText("user_id"), details: try row.text("details"))
            events.append(try read.auditEvent())
        }
        return events
    }

    private static let insert = """
        INSERT INTO audit_events (event_id, at, event, live_id, user_id, details)
        SELECT event_id, at, event, live_id, user_id, details
        FROM jsonb_to_recordset($1::jsonb)
            AS entry (event_id text, at timestamptz, event text, live_id uuid, user_id uuid, details jsonb)
        ON CONFLICT (event_id) DO NOTHING
        """

    private static let last = """
        SELECT (extract(epoch FROM at) * 1000)::bigint AS at_ms, event, live_id, user_id, details
        FROM audit_events
        WHERE $1::uuid IS NULL OR live_id = $1
        ORDER BY at DESC, event_id DESC
        LIMIT $2
        """
}
