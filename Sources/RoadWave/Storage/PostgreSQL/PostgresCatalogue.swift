/// The catalogue in PostgreSQL, for all the nodes that share it.
struct PostgresCatalogue: Catalogue {
    let database: PostgresDatabase

    func record(_ live: Live) async throws(SQLError) {
        let row = LiveRow(live)
        let search = LiveSearchColumns(live.metadata)
        try await database.query(
            Self.upsert,
            [
                .text(row.liveID), .text(row.creatorID), .text(row.title), .date(row.startedAt), .date(row.endedAt),
                .text(row.state), PostgresValue(row.endedReason), PostgresValue(row.zoneGeo), .texts(row.tags),
                PostgresValue(row.classificationAge), .texts(row.renditions), .integer(row.playerBufferMilliseconds),
                .text(search.title), PostgresValue(search.zoneGeo), .texts(search.tags),
                PostgresValue(search.classificationAge),
            ])
    }

    func live(_ id: LiveID) async throws(SQLError) -> Live? {
        let rows = try await database.query(
            "SELECT \(Self.read) FROM lives WHERE live_id = $1", [.text(id.description)], for: .reading)
        return try rows.first.map { row throws(SQLError) in try LiveRow(row).live() }
    }

    func page(
        matching filter: LiveFilter, after cursor: LiveCursor?, limit: Int
    ) async throws(SQLError) -> LivePage {
        let rows = try await database.query(
            Self.search, Self.values(filter, after: cursor, limit: limit), for: .reading)
        return LivePage(rows.map { row in try? LiveRow(row).live() }, limit: limit)
    }

    /// The parameters of ``search``: one row more than the page tells whether another follows.
    static func values(_ filter: LiveFilter, after cursor: LiveCursor?, limit: Int) -> [PostgresValue] {
        let wanted = LiveSearch(filter)
        return [
            PostgresValue(wanted.state), PostgresValue(wanted.title.map(pattern)), PostgresValue(wanted.zoneGeo),
            wanted.tags.isEmpty ? .null : .texts(wanted.tags), PostgresValue(wanted.classificationAge),
            .date(filter.from), .date(filter.to), .date(cursor?.startedAt), PostgresValue(cursor?.id.description),
            .integer(Int64(limit) + 1),
        ]
    }

    /// The pattern of LIKE for a text anywhere in another: its own wildcards stand for themselves.
    private static func pattern(_ text: String) -> String {
        "%\(PostgresValue.escaped(text, ["%", "_", "\\"]))%"
    }

    /// What is over stays so; one that was lost may still learn when its media ended, which is before anybody noticed.
    private static let upsert = """
        INSERT INTO lives (live_id, creator_id, title, started_at, ended_at, state, ended_reason, zone_geo, tags,
            classification_age, renditions, player_buffer_ms, title_search, zone_geo_search, tags_search,
            classification_age_search)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        ON CONFLICT (live_id) DO UPDATE SET
            ended_at = CASE WHEN lives.state = 'lost' THEN least(lives.ended_at, excluded.ended_at)
                ELSE excluded.ended_at END,
            state = excluded.state, ended_reason = excluded.ended_reason
        WHERE lives.state IN ('live', 'interrupted') OR lives.state = excluded.state
        """

    /// Dates as milliseconds, to the last one; lists as JSON.
    private static let read = """
        live_id, creator_id, title, (extract(epoch FROM started_at) * 1000)::bigint AS started_ms,
        (extract(epoch FROM ended_at) * 1000)::bigint AS ended_ms, state, ended_reason, zone_geo,
        to_json(tags) AS tags, classification_age, to_json(renditions) AS renditions, player_buffer_ms
        """

    /// What is not asked is null, which the planner sees: it then takes the index of what is asked.
    static let search = """
        SELECT \(read) FROM lives
        WHERE ($1::text IS NULL OR state = $1)
            AND ($2::text IS NULL OR title_search LIKE $2)
            AND ($3::text IS NULL OR zone_geo_search = $3)
            AND ($4::text[] IS NULL OR tags_search @> $4)
            AND ($5::text IS NULL OR classification_age_search = $5)
            AND ($6::timestamptz IS NULL OR started_at >= $6)
            AND ($7::timestamptz IS NULL OR started_at < $7)
            AND ($8::timestamptz IS NULL OR (started_at, live_id) < ($8, $9::uuid))
        ORDER BY started_at DESC, live_id DESC
        LIMIT $10
        """
}

extension LiveRow {
    /// Reads a row of the table.
    fileprivate init(_ row: PostgresRow) throws(SQLError) {
        self.init(
            liveID: try row.text("live_id"), creatorID: try row.text("creator_id"), title: try row.text("title"),
            startedAt: try row.date("started_ms"), endedAt: try row.optionalDate("ended_ms"),
            state: try row.text("state"), endedReason: try row.optionalText("ended_reason"),
            zoneGeo: try row.optionalText("zone_geo"), tags: try JSONColumn.value(try row.text("tags")),
            classificationAge: try row.optionalText("classification_age"),
            renditions: try JSONColumn.value(try row.text("renditions")),
            playerBufferMilliseconds: try row.integer("player_buffer_ms"))
    }
}
