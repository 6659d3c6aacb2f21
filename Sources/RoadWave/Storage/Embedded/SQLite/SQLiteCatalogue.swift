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
            "title_words": search.titleIndex.words,
        ]
        let tags: StatementArguments = [
            "started_at": row.startedAt.millisecondsSince1970, "live_id": row.liveID,
            "tags": try JSONColumn.text(search.tags),
        ]
        let words: StatementArguments = [
            "started_at": row.startedAt.millisecondsSince1970, "live_id": row.liveID,
            "words": try JSONColumn.text(search.titleIndex.entries), "title": row.title,
        ]
        let parts: StatementArguments = [
            "parts": try JSONColumn.text(search.titleIndex.parts.map { [$0.text, $0.entry] })
        ]
        // With the end of a live, the job of its replay is written.
        let job: StatementArguments? =
            live.isOver
            ? row.endedAt.map { ["live_id": row.liveID, "ended_at": $0.millisecondsSince1970] } : nil
        try await database.write { database in
            try database.execute(sql: Self.upsert, arguments: values)
            if !search.tags.isEmpty { try database.execute(sql: Self.insertTags, arguments: tags) }
            try database.execute(sql: Self.insertWords, arguments: words)
            try database.execute(sql: Self.insertParts, arguments: parts)
            if let job { try database.execute(sql: Self.insertJob, arguments: job) }
        }
    }

    func live(_ id: LiveID) async throws(DatabaseFailure) -> Live? {
        let rows = try await database.read(
            "SELECT \(LiveRow.columns(of: "lives", in: database)) FROM lives WHERE live_id = $1",
            [.text(id.description)])
        return try rows.first.map { row throws(DatabaseFailure) in try LiveRow(row).live() }
    }

    func page(
        matching filter: LiveFilter, after cursor: LiveCursor?, limit: Int
    ) async throws(DatabaseFailure) -> LivePage {
        try await SQLLiveList(database: database).page(matching: filter, after: cursor, limit: limit)
    }

    /// A live that is over stays over. For a lost live, an earlier end may still be written: the media ended before the
    /// loss was noticed.
    private static let upsert = """
        INSERT INTO lives (live_id, creator_id, title, started_at, ended_at, state, ended_reason, zone_geo, tags,
            classification_age, renditions, player_buffer_ms, title_search, zone_geo_search, tags_search,
            classification_age_search, title_words)
        VALUES (:live_id, :creator_id, :title, :started_at, :ended_at, :state, :ended_reason, :zone_geo, :tags,
            :classification_age, :renditions, :player_buffer_ms, :title_search, :zone_geo_search, :tags_search,
            :classification_age_search, :title_words)
        ON CONFLICT (live_id) DO UPDATE SET
            ended_at = CASE WHEN lives.state = 'lost'
                THEN min(coalesce(lives.ended_at, excluded.ended_at), coalesce(excluded.ended_at, lives.ended_at))
                ELSE excluded.ended_at END,
            state = excluded.state, ended_reason = excluded.ended_reason,
            title_words = CASE WHEN lives.title = excluded.title THEN excluded.title_words ELSE lives.title_words END
        WHERE lives.state IN ('live', 'interrupted') OR lives.state = excluded.state
        """

    private static let insertJob = """
        INSERT OR IGNORE INTO replay_jobs (live_id, created_at, state) VALUES (:live_id, :ended_at, 'recording')
        """

    /// A live whose title was erased stays without its words.
    private static let insertWords = """
        INSERT OR IGNORE INTO title_words (word, started_at, live_id)
        SELECT value, :started_at, :live_id FROM json_each(:words)
        WHERE EXISTS (SELECT 1 FROM lives WHERE live_id = :live_id AND title = :title)
        """

    private static let insertParts = """
        INSERT OR IGNORE INTO title_parts (part, word)
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:parts)
        """

    private static let insertTags = """
        INSERT OR IGNORE INTO live_tags (tag, started_at, live_id)
        SELECT value, :started_at, :live_id FROM json_each(:tags)
        """
}
