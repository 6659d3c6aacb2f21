internal import GRDB

/// The catalogue in the embedded database.
struct SQLiteCatalogue: Catalogue {
    let database: SQLiteDatabase

    func record(_ live: Live) async throws(DatabaseFailure) {
        let row = LiveRow(live)
        let search = LiveSearchColumns(live.metadata)
        let values: StatementArguments = [
            "live_id": row.liveID, "creator_id": row.creatorID, "title": row.title,
            "started_at": row.startedAt.millisecondsSince1970, "ended_at": row.endedAt?.millisecondsSince1970,
            "state": row.state, "ended_reason": row.endedReason, "zone_geo": row.zoneGeo,
            "tags": try JSONColumn.text(row.tags), "classification_age": row.classificationAge,
            "renditions": try JSONColumn.text(row.renditions), "player_buffer_ms": row.playerBufferMilliseconds,
            "title_search": search.title, "zone_geo_search": search.zoneGeo,
            "tags_search": try JSONColumn.text(search.tags), "classification_age_search": search.classificationAge,
        ]
        let tags: StatementArguments = [
            "started_at": row.startedAt.millisecondsSince1970, "live_id": row.liveID,
            "tags": try JSONColumn.text(search.tags),
        ]
        // With the end of a live, the job of its replay is written.
        let job: StatementArguments? =
            live.isOver
            ? row.endedAt.map { ["live_id": row.liveID, "ended_at": $0.millisecondsSince1970] } : nil
        try await database.write { database in
            try database.execute(sql: Self.upsert, arguments: values)
            if !search.tags.isEmpty { try database.execute(sql: Self.insertTags, arguments: tags) }
            if let job { try database.execute(sql: Self.insertJob, arguments: job) }
        }
    }

    func live(_ id: LiveID) async throws(DatabaseFailure) -> Live? {
        let row = try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT \(Self.columnList) FROM lives WHERE live_id = ?", arguments: [id.description]
            ).map { try LiveRow($0) }
        }
        return try row?.live()
    }

    func page(
        matching filter: LiveFilter, after cursor: LiveCursor?, limit: Int
    ) async throws(DatabaseFailure) -> LivePage {
        let search = LiveSearch(filter, after: cursor)
        let body: @Sendable (Database) throws -> LivePage = { database in
            let reached = try search.isWhole ? nil : Self.reached(search, database)
            let (sql, arguments) = try Self.statement(search, downTo: reached, limit: limit + 1)
            let rows = try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in try? LiveRow(row) }
            return LivePage(rows.map { row in try? row?.live() }, limit: limit, reached: reached)
        }
        guard filter.isSearch else { return try await database.read(body) }
        return try await database.search(body)
    }

    /// The last row that a search examines; nil if the list ends before.
    private static func reached(_ search: LiveSearch, _ database: Database) throws -> LiveCursor? {
        let walk = SQLiteWalk(search)
        let sql = """
            SELECT started_at, live_id FROM \(walk.table) AS \(walk.name) \(walk.index) WHERE \(walk.condition)
            ORDER BY started_at DESC, live_id DESC LIMIT 1 OFFSET \(LiveSearch.reach - 1)
            """
        guard let row = try Row.fetchOne(database, sql: sql, arguments: walk.arguments),
            let id = LiveID(try row.decode(String.self, forColumn: "live_id"))
        else { return nil }
        return LiveCursor(
            startedAt: WallDate(millisecondsSince1970: try row.decode(forColumn: "started_at")), id: id)
    }

    /// The statement of a page: it walks along an index down to a place, and compares each row with the filter.
    static func statement(
        _ search: LiveSearch, downTo reached: LiveCursor?, limit: Int
    ) throws(DatabaseFailure) -> (sql: String, arguments: StatementArguments) {
        let walk = SQLiteWalk(search)
        let tags: String? = if search.tags.isEmpty { nil } else { try JSONColumn.text(search.tags) }
        var (conditions, arguments) = ([walk.condition], walk.arguments)
        func add(_ condition: String, _ values: KeyValuePairs<String, (any DatabaseValueConvertible)?>) {
            guard values.allSatisfy({ $0.value != nil }) else { return }
            conditions.append(condition)
            for (name, value) in values { arguments += [name: value] }
        }
        add(
            "(\(walk.name).started_at, \(walk.name).live_id) >= (:reached, :reached_id)",
            ["reached": reached?.startedAt.millisecondsSince1970, "reached_id": reached?.id.description])
        add("live.state = :state", ["state": search.state])
        add("instr(live.title_search, :title) > 0", ["title": search.title])
        add("live.zone_geo_search = :zone", ["zone": search.zoneGeo])
        add("live.classification_age_search = :age", ["age": search.classificationAge])
        add(
            """
            NOT EXISTS (
                SELECT 1 FROM json_each(:tags) AS wanted
                WHERE wanted.value NOT IN (SELECT value FROM json_each(live.tags_search)))
            """, ["tags": tags])
        arguments += ["limit": limit]
        let sql = """
            SELECT \(columns.map { "live.\($0)" }.joined(separator: ", "))
            FROM \(walk.table) AS \(walk.name) \(walk.index) \(walk.join)
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY \(walk.name).started_at DESC, \(walk.name).live_id DESC LIMIT :limit
            """
        return (sql, arguments)
    }

    private static let columns = [
        "live_id", "creator_id", "title", "started_at", "ended_at", "state", "ended_reason", "zone_geo", "tags",
        "classification_age", "renditions", "player_buffer_ms",
    ]
    private static let columnList = columns.joined(separator: ", ")
    /// A live that is over stays over. For a lost live, an earlier end may still be written: the media ended before the
    /// loss was noticed.
    private static let upsert = """
        INSERT INTO lives (\(columnList), title_search, zone_geo_search, tags_search, classification_age_search)
        VALUES (:live_id, :creator_id, :title, :started_at, :ended_at, :state, :ended_reason, :zone_geo, :tags,
            :classification_age, :renditions, :player_buffer_ms, :title_search, :zone_geo_search, :tags_search,
            :classification_age_search)
        ON CONFLICT (live_id) DO UPDATE SET
            ended_at = CASE WHEN lives.state = 'lost'
                THEN min(coalesce(lives.ended_at, excluded.ended_at), coalesce(excluded.ended_at, lives.ended_at))
                ELSE excluded.ended_at END,
            state = excluded.state, ended_reason = excluded.ended_reason
        WHERE lives.state IN ('live', 'interrupted') OR lives.state = excluded.state
        """

    private static let insertJob = """
        INSERT OR IGNORE INTO replay_jobs (live_id, created_at, state) VALUES (:live_id, :ended_at, 'recording')
        """

    private static let insertTags = """
        INSERT OR IGNORE INTO live_tags (tag, started_at, live_id)
        SELECT value, :started_at, :live_id FROM json_each(:tags)
        """
}

/// The rows of an index, from the start of a search. The statement names the index, so that no other plan is chosen,
/// whatever the size of the table.
private struct SQLiteWalk {
    /// The table of the index, and the alias of its rows.
    var table = "lives"
    var name = "live"
    var index = ""
    /// The join with the lives of the rows.
    var join = ""
    var condition = "true"
    var arguments = StatementArguments()

    init(_ search: LiveSearch) {
        switch search.index {
        case .start: index = "INDEXED BY lives_by_start"
        case .state(let state): take(state, "INDEXED BY lives_by_state", "state")
        case .zoneGeo(let zone): take(zone, "INDEXED BY lives_by_zone", "zone_geo_search")
        case .classificationAge(let age): take(age, "INDEXED BY lives_by_age", "classification_age_search")
        case .tag(let tag):
            (table, name) = ("live_tags", "tagged")
            // This table has only its primary key as index. CROSS keeps it the outer table.
            take(tag, "", "tag")
            join = "CROSS JOIN lives AS live ON live.live_id = tagged.live_id"
        }
        if let from = search.from {
            condition += " AND \(name).started_at >= :from"
            arguments += ["from": from.millisecondsSince1970]
        }
        if let after = search.after {
            condition += " AND (\(name).started_at, \(name).live_id) < (:after, :after_id)"
            arguments += ["after": after.startedAt.millisecondsSince1970, "after_id": after.id?.description ?? ""]
        }
    }

    private mutating func take(_ value: String, _ index: String, _ column: String) {
        self.index = index
        condition = "\(name).\(column) = :walked"
        arguments = ["walked": value]
    }
}

extension LiveRow {
    /// Reads a row of the table.
    fileprivate init(_ row: Row) throws {
        func date(_ name: String) throws -> WallDate? {
            try row.decode(Int64?.self, forColumn: name).map { WallDate(millisecondsSince1970: $0) }
        }
        guard let startedAt = try date("started_at") else {
            throw DatabaseFailure(.unreadable, "a live in the catalogue has no date of start")
        }
        self.init(
            liveID: try row.decode(forColumn: "live_id"), creatorID: try row.decode(forColumn: "creator_id"),
            title: try row.decode(forColumn: "title"), startedAt: startedAt, endedAt: try date("ended_at"),
            state: try row.decode(forColumn: "state"), endedReason: try row.decode(forColumn: "ended_reason"),
            zoneGeo: try row.decode(forColumn: "zone_geo"),
            tags: try JSONColumn.value(try row.decode(forColumn: "tags")),
            classificationAge: try row.decode(forColumn: "classification_age"),
            renditions: try JSONColumn.value(try row.decode(forColumn: "renditions")),
            playerBufferMilliseconds: try row.decode(forColumn: "player_buffer_ms"))
    }
}
