internal import GRDB

/// The catalogue in the embedded database.
struct SQLiteCatalogue: Catalogue {
    let database: SQLiteDatabase

    func record(_ live: Live) async throws(SQLError) {
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
        try await database.write { try $0.execute(sql: Self.upsert, arguments: values) }
    }

    func live(_ id: LiveID) async throws(SQLError) -> Live? {
        let row = try await database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT \(Self.columns) FROM lives WHERE live_id = ?", arguments: [id.description]
            ).map { try LiveRow($0) }
        }
        return try row?.live()
    }

    func page(
        matching filter: LiveFilter, after cursor: LiveCursor?, limit: Int
    ) async throws(SQLError) -> LivePage {
        let wanted = LiveSearch(filter)
        let values: StatementArguments = [
            "state": wanted.state, "title": wanted.title, "zone_geo": wanted.zoneGeo,
            "tags": try JSONColumn.text(wanted.tags), "classification_age": wanted.classificationAge,
            "from": filter.from?.millisecondsSince1970, "to": filter.to?.millisecondsSince1970,
            "after": cursor?.startedAt.millisecondsSince1970, "after_id": cursor?.id.description, "limit": limit + 1,
        ]
        let rows = try await database.read { database in
            try Row.fetchAll(database, sql: Self.search, arguments: values).map { row in try? LiveRow(row) }
        }
        return LivePage(rows.map { row in try? row?.live() }, limit: limit)
    }

    private static let columns = """
        live_id, creator_id, title, started_at, ended_at, state, ended_reason, zone_geo, tags, classification_age,
        renditions, player_buffer_ms
        """

    /// What is over stays so; one that was lost may still learn when its media ended, which is before anybody noticed.
    private static let upsert = """
        INSERT INTO lives (\(columns), title_search, zone_geo_search, tags_search, classification_age_search)
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

    /// Reads the index of the dates of start from where the page begins, and stops once the page is full.
    private static let search = """
        SELECT \(columns) FROM lives
        WHERE (:state IS NULL OR state = :state)
            AND (:title IS NULL OR instr(title_search, :title) > 0)
            AND (:zone_geo IS NULL OR zone_geo_search = :zone_geo)
            AND (:classification_age IS NULL OR classification_age_search = :classification_age)
            AND NOT EXISTS (
                SELECT 1 FROM json_each(:tags) AS wanted
                WHERE wanted.value NOT IN (SELECT value FROM json_each(lives.tags_search)))
            AND (:from IS NULL OR started_at >= :from)
            AND (:to IS NULL OR started_at < :to)
            AND (:after IS NULL OR (started_at, live_id) < (:after, :after_id))
        ORDER BY started_at DESC, live_id DESC
        LIMIT :limit
        """
}

extension LiveRow {
    /// Reads a row of the table.
    fileprivate init(_ row: Row) throws {
        func date(_ name: String) throws -> WallDate? {
            try row.decode(Int64?.self, forColumn: name).map { WallDate(millisecondsSince1970: $0) }
        }
        guard let startedAt = try date("started_at") else {
            throw SQLError(.unreadable, "a live in the catalogue has no date of start")
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
