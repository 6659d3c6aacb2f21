/// The audit trail in PostgreSQL, for all the nodes that share it.
struct PostgresAuditStore: AuditStore {
    /// The key of the lock under which the starts and ends of lives are added: « audit » in ASCII.
    private static let lock: Int64 = 0x61_7564_6974

    let database: PostgresDatabase

    /// One statement with one parameter, for any number of entries.
    ///
    /// The start and the end of a live are stored once, even if nodes give different dates. No key of the table ensures
    /// that, since each key has to contain the date.
    func append(_ entries: [AuditEntry]) async throws(DatabaseFailure) {
        let text = try JSONColumn.text(entries)
        let isOnce = entries.contains { $0.isOnce }
        do throws(DatabaseFailure) {
            try await append(text, isOnce: isOnce)
        } catch  where error.code == .invalidValue {
            // The partition of an event's day may just have been made.
            try await append(text, isOnce: isOnce)
        }
    }

    private func append(_ text: String, isOnce: Bool) async throws(DatabaseFailure) {
        guard isOnce else {
            try await database.query(Self.insert, [.text(text)])
            return
        }
        try await database.perform { connection throws(DatabaseFailure) in
            _ = try connection.transaction { connection throws(DatabaseFailure) in
                try connection.query("SELECT pg_advisory_xact_lock($1)", [.integer(Self.lock)])
                return try connection.query(Self.insert, [.text(text)])
            }
        }
    }

    func events(of live: LiveID?, limit: Int) async throws(DatabaseFailure) -> [AuditEvent] {
        try await events(
            "$1::uuid IS NULL OR live_id = $1", [PostgresValue(live?.description), .integer(Int64(limit))])
    }

    func events(about user: UserID, of live: LiveID?, limit: Int) async throws(DatabaseFailure) -> [AuditEvent] {
        try await events(
            """
            (user_id = $1::uuid OR details ? 'target_user' AND details ->> 'target_user' = $1::uuid::text)
            AND ($3::uuid IS NULL OR live_id = $3)
            """,
            [.text(user.description), .integer(Int64(limit)), PostgresValue(live?.description)])
    }

    private func events(
        _ condition: String, _ values: [PostgresValue]
    ) async throws(DatabaseFailure) -> [AuditEvent] {
        let rows = try await database.query(
            """
            SELECT (extract(epoch FROM at) * 1000)::bigint AS at_ms, event, live_id, user_id, details
            FROM audit_events WHERE \(condition) ORDER BY at DESC, event_id DESC LIMIT $2
            """, values, for: .reading)
        var events: [AuditEvent] = []
        for row in rows {
            let read = AuditRow(
                at: try row.date("at_ms"), event: try row.text("event"), liveID: try row.optionalText("live_id"),
                userID: try row.optionalText("user_id"), details: try row.text("details"))
            events.append(try read.auditEvent())
        }
        return events
    }

    func listening(to live: LiveID) async throws(DatabaseFailure) -> ListeningTotals {
        let rows = try await database.query(
            AuditRow.listening(
                live: "live_id = $1::uuid", seconds: "(details ->> 'listening_s')::double precision"),
            [.text(live.description)])
        guard let row = rows.first else { return ListeningTotals() }
        return ListeningTotals(
            unique: Int(try row.integer("people")), seconds: try row.optionalReal("seconds") ?? 0)
    }

    func prepare(keptDays: Int) async throws(DatabaseFailure) -> AuditReadiness {
        let policy = try await database.query(
            "SELECT kept_days, has_table_privilege('audit_policy', 'UPDATE') AS may_change FROM audit_policy")
        var kept = try policy.first?.integer("kept_days") ?? 0
        if kept != keptDays, try policy.first?.text("may_change") == "t" {
            try await database.query("UPDATE audit_policy SET kept_days = $1", [.integer(Int64(keptDays))])
            kept = Int64(keptDays)
        }
        let rows = try await database.query(
            "SELECT audit_prepare() AS days, has_table_privilege('audit_events', 'DELETE') AS may_delete")
        return AuditReadiness(
            daysReady: Int(try rows.first?.integer("days") ?? 0), keptDays: Int(kept),
            isProtected: try rows.first?.text("may_delete") == "f")
    }

    func sweep(isForced: Bool, isDryRun: Bool) async throws(DatabaseFailure) -> AuditSweep {
        let rows = try await database.query(
            """
            SELECT array_to_string(days, ' ') AS days, array_to_string(late, ' ') AS late,
                array_to_string(strange, ' ') AS strange, events FROM audit_sweep($1, $2)
            """, [.text("\(isForced)"), .text("\(isDryRun)")])
        guard let row = rows.first else {
            throw DatabaseFailure(.unreadable, "the sweep of the audit trail says nothing")
        }
        func names(_ column: String) throws(DatabaseFailure) -> [String] {
            try row.text(column).split(separator: " ").map { String($0) }
        }
        return AuditSweep(
            days: try names("days"), late: try names("late"), strange: try names("strange"),
            events: Int(try row.integer("events")))
    }

    func replace(_ user: UserID, by pseudonym: UserID) async throws(DatabaseFailure) -> Int {
        let rows = try await database.query(
            "SELECT audit_pseudonymise($1, $2) AS changed", [.text(user.description), .text(pseudonym.description)])
        return Int(try rows.first?.integer("changed") ?? 0)
    }

    private static let insert = """
        INSERT INTO audit_events (event_id, at, event, live_id, user_id, details)
        SELECT event_id, at, event, live_id, user_id, details
        FROM jsonb_to_recordset($1::jsonb)
            AS entry (event_id text, at timestamptz, event text, live_id uuid, user_id uuid, details jsonb)
        WHERE event NOT IN ('live_started', 'live_ended') OR NOT EXISTS (
            SELECT FROM audit_events AS stored
            WHERE stored.live_id = entry.live_id AND stored.event_id = entry.event_id)
        ON CONFLICT (event_id, at) DO NOTHING
        """
}
