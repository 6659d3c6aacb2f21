/// The catalogue in PostgreSQL, for all the nodes that share it.
struct PostgresCatalogue: Catalogue {
    let database: PostgresDatabase

    func record(_ live: Live) async throws(DatabaseFailure) {
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

    func live(_ id: LiveID) async throws(DatabaseFailure) -> Live? {
        let rows = try await database.query(
            "SELECT \(Self.read) FROM lives WHERE live_id = $1", [.text(id.description)], for: .reading)
        return try rows.first.map { row throws(DatabaseFailure) in try LiveRow(row).live() }
    }

    func page(
        matching filter: LiveFilter, after cursor: LiveCursor?, limit: Int
    ) async throws(DatabaseFailure) -> LivePage {
        let search = LiveSearch(filter, after: cursor)
        let lane = filter.isSearch ? PostgresClient.Purpose.searching : .reading
        let page = PostgresWalk(search).page(limit: limit + 1)
        let rows = try await database.query(page.sql, page.values, for: lane)
        let found = rows.map { row in try? LiveRow(row).live() }
        guard !search.isWhole, found.count <= limit else { return LivePage(found, limit: limit) }
        let end = PostgresWalk(search).reached()
        let last = try await database.query(end.sql, end.values, for: lane).first
        guard let last, let id = LiveID(try last.text("live_id")) else { return LivePage(found, limit: limit) }
        let reached = LiveCursor(startedAt: try last.date("started_ms"), id: id)
        return LivePage(found, limit: limit, reached: reached)
    }

    /// A live that is over stays over. For a lost live, an earlier end may still be written: the media ended before the
    /// loss was noticed. With its end, the job of its replay is written.
    private static let upsert = """
        WITH tagged AS (
            INSERT INTO live_tags (tag, started_at, live_id)
            SELECT tag, $4::timestamptz, $1::uuid FROM unnest($15::text[]) AS tag ON CONFLICT DO NOTHING
        ), job AS (
            INSERT INTO replay_jobs (live_id, created_at, state)
            SELECT $1::uuid, $5::timestamptz, 'recording' WHERE $6 IN ('ended', 'lost') AND $5 IS NOT NULL
            ON CONFLICT DO NOTHING
        )
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

    /// Dates as milliseconds, without rounding; lists as JSON.
    static let read = """
        live_id, creator_id, title, (extract(epoch FROM started_at) * 1000)::bigint AS started_ms,
        (extract(epoch FROM ended_at) * 1000)::bigint AS ended_ms, state, ended_reason, zone_geo,
        to_json(tags) AS tags, classification_age, to_json(renditions) AS renditions, player_buffer_ms
        """
}

extension LiveRow {
    /// Reads a row of the table.
    fileprivate init(_ row: SQLRow) throws(DatabaseFailure) {
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
