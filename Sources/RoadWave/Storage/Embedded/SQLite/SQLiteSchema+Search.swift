/// The tables and indexes of title searches, and the views of the analytics.
/// See docs/decisions/api.md, « Words of titles ».
extension SQLiteSchema {
    static let searchMigration = SchemaMigration(
        number: 11, name: "words of titles, and analytics",
        statements: [
            // The content of TitleIndex: the stems of each title, the lives of each entry, the entries of each part.
            "ALTER TABLE lives ADD COLUMN title_words TEXT NOT NULL DEFAULT ' '",
            """
            CREATE TABLE title_words (
                word TEXT NOT NULL,
                started_at INTEGER NOT NULL,
                live_id TEXT NOT NULL,
                PRIMARY KEY (word, started_at, live_id)
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE title_parts (
                part TEXT NOT NULL,
                word TEXT NOT NULL,
                PRIMARY KEY (part, word)
            ) WITHOUT ROWID
            """,
            // The days of analytics are those of UTC.
            "CREATE INDEX lives_by_day ON lives (date(started_at / 1000, 'unixepoch'))",
        ] + analytics, reindexesLives: true)

    /// The views of docs/analytics.md. Names that differ only in case or accents are the same.
    private static let analytics = [
        """
        CREATE VIEW analytics_by_zone AS
        SELECT date(started_at / 1000, 'unixepoch') AS day, min(zone_geo) AS zone_geo, count(*) AS lives,
            sum(ended_at - started_at) / 1000.0 AS seconds_on_air
        FROM lives GROUP BY day, zone_geo_search
        """,
        """
        CREATE VIEW analytics_by_age AS
        SELECT date(started_at / 1000, 'unixepoch') AS day, min(classification_age) AS classification_age,
            count(*) AS lives, sum(ended_at - started_at) / 1000.0 AS seconds_on_air
        FROM lives GROUP BY day, classification_age_search
        """,
        """
        CREATE VIEW analytics_by_tag AS
        SELECT date(started_at / 1000, 'unixepoch') AS day, min(named.value) AS tag, count(*) AS lives,
            sum(ended_at - started_at) / 1000.0 AS seconds_on_air
        FROM lives CROSS JOIN json_each(lives.tags) AS named CROSS JOIN json_each(lives.tags_search) AS folded
        WHERE named.key = folded.key GROUP BY day, folded.value
        """,
        """
        CREATE VIEW analytics_by_hour AS
        SELECT date(started_at / 1000, 'unixepoch') AS day,
            CAST(strftime('%H', started_at / 1000, 'unixepoch') AS INTEGER) AS hour, count(*) AS lives,
            sum(ended_at - started_at) / 1000.0 AS seconds_on_air
        FROM lives GROUP BY day, hour
        """,
        """
        CREATE VIEW analytics_of_audience AS
        SELECT date(lives.started_at / 1000, 'unixepoch') AS day, lives.live_id, lives.title,
            max(live_counters.peak_listeners) AS peak_listeners,
            round(avg(live_counters.listeners), 1) AS mean_listeners
        FROM lives LEFT JOIN live_counters ON live_counters.live_id = lives.live_id
        GROUP BY day, lives.live_id, lives.title
        """,
    ]
}
