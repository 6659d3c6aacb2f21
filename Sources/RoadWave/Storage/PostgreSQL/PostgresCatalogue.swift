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
                PostgresValue(search.classificationAge), .text(search.titleIndex.words),
                .texts(search.titleIndex.entries), .texts(search.titleIndex.parts.map(\.text)),
                .texts(search.titleIndex.parts.map(\.entry)),
            ])
    }

    func live(_ id: LiveID) async throws(DatabaseFailure) -> Live? {
        let rows = try await database.query(
            "SELECT \(LiveRow.columns(of: "lives", in: database)) FROM lives WHERE live_id = $1",
            [.text(id.description)],
            for: .reading)
        return try rows.first.map { row throws(DatabaseFailure) in try LiveRow(row).live() }
    }

    func page(
        matching filter: LiveFilter, after cursor: LiveCursor?, limit: Int
    ) async throws(DatabaseFailure) -> LivePage {
        try await SQLLiveList(database: database).page(matching: filter, after: cursor, limit: limit)
    }

    /// A live that is over stays over. For a lost live, an earlier end may still be written: the media ended before the
    /// loss was noticed. A live whose title was erased stays without its words. With its end, the job of its replay is
    /// written.
    private static let upsert = """
        WITH tagged AS (
            INSERT INTO live_tags (tag, started_at, live_id)
            SELECT tag, $4::timestamptz, $1::uuid FROM unnest($15::text[]) AS tag ON CONFLICT DO NOTHING
        ), titled AS (
            INSERT INTO title_words (word, started_at, live_id)
            SELECT word, $4::timestamptz, $1::uuid FROM unnest($18::text[]) AS word
            WHERE NOT EXISTS (SELECT FROM lives WHERE live_id = $1 AND title <> $3) ON CONFLICT DO NOTHING
        ), parted AS (
            INSERT INTO title_parts (part, word) SELECT part, word FROM unnest($19::text[], $20::text[]) AS part (part, word)
            ON CONFLICT DO NOTHING
        ), job AS (
            INSERT INTO replay_jobs (live_id, created_at, state)
            SELECT $1::uuid, $5::timestamptz, 'recording' WHERE $6 IN ('ended', 'lost') AND $5 IS NOT NULL
            ON CONFLICT DO NOTHING
        )
        INSERT INTO lives (live_id, creator_id, title, started_at, ended_at, state, ended_reason, zone_geo, tags,
            classification_age, renditions, player_buffer_ms, title_search, zone_geo_search, tags_search,
            classification_age_search, title_words)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        ON CONFLICT (live_id) DO UPDATE SET
            ended_at = CASE WHEN lives.state = 'lost' THEN least(lives.ended_at, excluded.ended_at)
                ELSE excluded.ended_at END,
            state = excluded.state, ended_reason = excluded.ended_reason,
            title_words = CASE WHEN lives.title = excluded.title THEN excluded.title_words ELSE lives.title_words END
        WHERE lives.state IN ('live', 'interrupted') OR lives.state = excluded.state
        """
}
