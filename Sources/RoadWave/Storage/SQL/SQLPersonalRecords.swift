/// The rows about users in PostgreSQL and SQLite.
struct SQLPersonalRecords: PersonalRecords {
    private struct Column: Hashable {
        /// The form in which a column has the identity of a user.
        enum Kind: Hashable {
            case uuid
            case text
            case json
            /// It cannot.
            case other

            init(_ type: String) {
                switch type.lowercased() {
                case "uuid": self = .uuid
                case "text", "character varying": self = .text
                case "json", "jsonb": self = .json
                default: self = .other
                }
            }
        }

        var table: String
        var name: String
        var kind: Kind
    }

    /// The tables that describe a live, and only its creator as a person. The words of its title only repeat the title.
    private static let aboutLives = ["live_tags", "live_counters", "media_usage", "replay_jobs"]
    /// The title of an erased live.
    private static let erasedTitle = "Live effacé"

    let database: any SQLDatabase

    func rows(about user: UserID) async throws(DatabaseFailure) -> [String: [String]] {
        var found: [String: [String]] = [:]
        let columns = try await columns()
        for (table, own) in columns.sorted(by: { $0.key < $1.key }) {
            let about = own.compactMap { condition($0) }.joined(separator: " OR ")
            guard !about.isEmpty else { continue }
            var sql = "SELECT \(database.rowJSON(own.map(\.name))) AS row FROM \(quoted(table)) AS t WHERE \(about)"
            if Self.aboutLives.contains(table), own.contains(where: { $0.name == "live_id" }) {
                sql += " OR t.live_id IN (SELECT live_id FROM lives WHERE CAST(creator_id AS text) = CAST($1 AS text))"
            }
            let rows = try await database.read(sql, [.text(user.description)])
            if !rows.isEmpty { found[table] = try rows.map { row throws(DatabaseFailure) in try row.text("row") } }
        }
        return found
    }

    func lives(of user: UserID) async throws(DatabaseFailure) -> [LiveID: Bool] {
        let rows = try await database.read(
            "SELECT live_id, state FROM lives WHERE creator_id = $1", [.text(user.description)])
        var lives: [LiveID: Bool] = [:]
        for row in rows { lives[try row.live()] = ["ended", "lost"].contains(try row.text("state")) }
        return lives
    }

    func forgetContents(of lives: [LiveID], at now: WallDate) async throws(DatabaseFailure) {
        for (places, values) in SQLStatement.portions(of: lives) {
            try await database.run("DELETE FROM contents WHERE live_id IN (\(places))", values)
            try await database.run(
                """
                UPDATE replay_jobs SET state = 'dropped', reason = NULL, plan = NULL, stage = NULL, percent = NULL,
                    remaining_s = NULL, finished_at = coalesce(finished_at, $\(values.count + 1)),
                    raw_deleted_at = coalesce(raw_deleted_at, $\(values.count + 1))
                WHERE live_id IN (\(places))
                """, values + [.date(now)])
            try await forgetTitles(of: places, values)
        }
    }

    /// Gives lives the title of erased lives, also for searches.
    private func forgetTitles(of places: String, _ lives: [SQLValue]) async throws(DatabaseFailure) {
        let folded = SearchText.folded(Self.erasedTitle)
        let index = TitleIndex(folded)
        let next = lives.count + 1
        // No index finds words by their live; erasures are rare.
        try await database.run("DELETE FROM title_words WHERE live_id IN (\(places))", lives)
        try await database.run(
            """
            UPDATE lives SET title = $\(next), title_search = $\(next + 1), title_words = $\(next + 2)
            WHERE live_id IN (\(places))
            """, lives + [.text(Self.erasedTitle), .text(folded), .text(index.words)])
        for entry in index.entries {
            try await database.run(
                """
                INSERT INTO title_words (word, started_at, live_id)
                SELECT CAST($\(next) AS text), started_at, live_id FROM lives WHERE live_id IN (\(places))
                ON CONFLICT DO NOTHING
                """, lives + [.text(entry)])
        }
        for part in index.parts {
            try await database.run(
                "INSERT INTO title_parts (part, word) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                [.text(part.text), .text(part.entry)])
        }
    }

    func replace(_ user: UserID, by pseudonym: UserID) async throws(DatabaseFailure) {
        try await database.run(
            "DELETE FROM revocations WHERE kind = 'user' AND subject = $1 RETURNING kind", [.text(user.description)])
        for (table, own) in try await columns().sorted(by: { $0.key < $1.key }) {
            for column in own where column.kind == .uuid || column.kind == .text {
                let name = quoted(column.name)
                let isOver = table == "lives" ? " AND state IN ('ended', 'lost')" : ""
                try await database.run(
                    "UPDATE \(quoted(table)) SET \(name) = $2 WHERE \(name) = $1\(isOver) RETURNING 1 AS changed",
                    [.text(user.description), .text(pseudonym.description)])
            }
        }
    }

    func users() async throws(DatabaseFailure) -> Set<UserID> {
        let people: Set = ["creator_id", "user_id", "revoked_by", "subject"]
        var found: Set<UserID> = []
        var statements = [
            "SELECT DISTINCT user_id AS person FROM audit_events WHERE user_id IS NOT NULL",
            """
            SELECT DISTINCT details ->> 'target_user' AS person FROM audit_events
            WHERE details ->> 'target_user' IS NOT NULL
            """,
        ]
        for own in try await columns().values {
            for column in own where people.contains(column.name) {
                statements.append(
                    """
                    SELECT DISTINCT \(quoted(column.name)) AS person FROM \(quoted(column.table))
                    WHERE \(quoted(column.name)) IS NOT NULL
                    """)
            }
        }
        for statement in statements {
            for row in try await database.read(statement) {
                if let user = UserID(try row.text("person")) { found.insert(user) }
            }
        }
        return found
    }

    /// The columns of every table but the audit trail, by table.
    private func columns() async throws(DatabaseFailure) -> [String: [Column]] {
        let rows = try await database.read(database.columnList)
        let columns = try rows.map { row throws(DatabaseFailure) in
            Column(
                table: try row.text("table_name"), name: try row.text("column_name"),
                kind: Column.Kind(try row.text("data_type")))
        }
        return Dictionary(grouping: columns.filter { !$0.table.hasPrefix("audit_") }, by: \.table)
    }

    /// The condition that a column has the user of the first parameter, whose type would follow that of the first
    /// column.
    private func condition(_ column: Column) -> String? {
        let name = "t.\(quoted(column.name))"
        return switch column.kind {
        case .uuid: "\(name) = CAST(CAST($1 AS text) AS uuid)"
        case .text: "\(name) = CAST($1 AS text)"
        case .json: database.contains("CAST(\(name) AS text)", "CAST($1 AS text)")
        case .other: nil
        }
    }

    private func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
}
