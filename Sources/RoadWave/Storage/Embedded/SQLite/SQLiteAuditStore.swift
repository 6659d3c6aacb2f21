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
        try await events(":id IS NULL OR live_id = :id", ["id": live?.description, "limit": limit])
    }

    func events(about user: UserID, of live: LiveID?, limit: Int) async throws(DatabaseFailure) -> [AuditEvent] {
        try await events(
            "(\(Self.about)) AND (:live IS NULL OR live_id = :live)",
            ["id": user.description, "live": live?.description, "limit": limit])
    }

    private func events(
        _ condition: String, _ arguments: StatementArguments
    ) async throws(DatabaseFailure) -> [AuditEvent] {
        let rows = try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT at, event, live_id, user_id, details FROM audit_events
                    WHERE \(condition) ORDER BY at DESC, event_id DESC LIMIT :limit
                    """, arguments: arguments
            ).map { row in
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

    func listening(to live: LiveID) async throws(DatabaseFailure) -> ListeningTotals {
        try await database.read { database in
            let sql = AuditRow.listening(live: "live_id = ?", seconds: "json_extract(details, '$.listening_s')")
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [live.description]) else {
                return ListeningTotals()
            }
            return ListeningTotals(
                unique: try row.decode(forColumn: "people"), seconds: try row.decode(forColumn: "seconds"))
        }
    }

    func prepare(keptDays: Int) async throws(DatabaseFailure) -> AuditReadiness {
        try await database.write { database in
            try database.execute(sql: "UPDATE audit_policy SET kept_days = ?", arguments: [keptDays])
        }
        return AuditReadiness(daysReady: nil, keptDays: keptDays, isProtected: nil)
    }

    /// The clock is the machine's: there is no other. The triggers refuse to delete a younger event.
    func sweep(isForced: Bool, isDryRun: Bool) async throws(DatabaseFailure) -> AuditSweep {
        guard !isDryRun else { return AuditSweep() }
        return try await database.write { database in
            let due =
                "(julianday('now') - 2440587.5 - (SELECT kept_days FROM audit_policy)) * 86400000"
            try database.execute(sql: "DELETE FROM audit_events WHERE at <= \(due)")
            var count = database.changesCount
            try database.execute(
                sql: "DELETE FROM audit_events WHERE at - recorded_at > 3600000 AND recorded_at <= \(due)")
            count += database.changesCount
            return AuditSweep(events: count)
        }
    }

    func replace(_ user: UserID, by pseudonym: UserID) async throws(DatabaseFailure) -> Int {
        try await database.write { database in
            let person = user.description
            try database.execute(sql: "INSERT INTO audit_erasure (user_id) VALUES (?)", arguments: [person])
            let rows = try Row.fetchAll(
                database, sql: "SELECT event_id, user_id, details FROM audit_events WHERE \(Self.about)",
                arguments: ["id": person])
            for row in rows {
                let isOwn = try row.decode(String?.self, forColumn: "user_id") == person
                let stored: [String: AuditValue] = try JSONColumn.value(try row.decode(forColumn: "details"))
                let details =
                    stored
                    .filter { !isOwn || !["lat", "lon", "listener_id"].contains($0.key) }
                    .mapValues { $0 == .string(person) ? .string(pseudonym.description) : $0 }
                try database.execute(
                    sql: """
                        UPDATE audit_events
                        SET user_id = CASE user_id WHEN :person THEN :pseudonym ELSE user_id END, details = :details
                        WHERE event_id = :id
                        """,
                    arguments: [
                        "person": person, "pseudonym": pseudonym.description, "details": try JSONColumn.text(details),
                        "id": try row.decode(String.self, forColumn: "event_id"),
                    ])
            }
            try database.execute(sql: "DELETE FROM audit_erasure")
            return rows.count
        }
    }

    private static let about = "user_id = :id OR json_extract(details, '$.target_user') = :id"

    private static let insert = """
        INSERT INTO audit_events (event_id, at, event, live_id, user_id, details) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (event_id) DO NOTHING
        """
}
