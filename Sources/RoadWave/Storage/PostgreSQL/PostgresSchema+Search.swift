/// The tables and indexes of title searches, and the views of the analytics.
/// See docs/decisions/api.md, « Words of titles ».
extension PostgresSchema {
    static let searchMigration = SchemaMigration(
        number: 11, name: "words of titles, and analytics",
        statements: [
            // All columns in the same direction: a walk then has one start and one end.
            "DROP INDEX lives_by_state",
            "DROP INDEX lives_by_zone",
            "DROP INDEX lives_by_age",
            "CREATE INDEX lives_by_state ON lives (state, started_at, live_id)",
            "CREATE INDEX lives_by_zone ON lives (zone_geo_search, started_at, live_id)",
            "CREATE INDEX lives_by_age ON lives (classification_age_search, started_at, live_id)",
            // The content of TitleIndex: the stems of each title, the lives of each entry, the entries of each part.
            "ALTER TABLE lives ADD COLUMN title_words text NOT NULL DEFAULT ' '",
            """
            CREATE TABLE title_words (
                word text COLLATE "C" NOT NULL,
                started_at timestamptz NOT NULL,
                live_id uuid NOT NULL,
                PRIMARY KEY (word, started_at, live_id)
            )
            """,
            """
            CREATE TABLE title_parts (
                part text COLLATE "C" NOT NULL,
                word text COLLATE "C" NOT NULL,
                PRIMARY KEY (part, word)
            )
            """,
            // The days of analytics are those of UTC.
            "CREATE INDEX lives_by_day ON lives (((started_at AT TIME ZONE 'UTC')::date))",
        ] + analytics, reindexesLives: true)

    /// The views of docs/analytics.md. Names that differ only in case or accents are the same.
    private static let analytics = [
        """
        CREATE VIEW analytics_by_zone AS
        SELECT (started_at AT TIME ZONE 'UTC')::date AS day, min(zone_geo) AS zone_geo, count(*) AS lives,
            sum(extract(epoch FROM ended_at - started_at)) AS seconds_on_air
        FROM lives GROUP BY (started_at AT TIME ZONE 'UTC')::date, zone_geo_search
        """,
        """
        CREATE VIEW analytics_by_age AS
        SELECT (started_at AT TIME ZONE 'UTC')::date AS day, min(classification_age) AS classification_age,
            count(*) AS lives, sum(extract(epoch FROM ended_at - started_at)) AS seconds_on_air
        FROM lives GROUP BY (started_at AT TIME ZONE 'UTC')::date, classification_age_search
        """,
        """
        CREATE VIEW analytics_by_tag AS
        SELECT (started_at AT TIME ZONE 'UTC')::date AS day, min(tag.name) AS tag, count(*) AS lives,
            sum(extract(epoch FROM ended_at - started_at)) AS seconds_on_air
        FROM lives CROSS JOIN LATERAL unnest(tags, tags_search) AS tag (name, folded)
        GROUP BY (started_at AT TIME ZONE 'UTC')::date, tag.folded
        """,
        """
        CREATE VIEW analytics_by_hour AS
        SELECT (started_at AT TIME ZONE 'UTC')::date AS day,
            extract(hour FROM started_at AT TIME ZONE 'UTC')::integer AS hour, count(*) AS lives,
            sum(extract(epoch FROM ended_at - started_at)) AS seconds_on_air
        FROM lives GROUP BY 1, 2
        """,
        """
        CREATE VIEW analytics_of_audience AS
        SELECT (lives.started_at AT TIME ZONE 'UTC')::date AS day, lives.live_id, lives.title,
            max(live_counters.peak_listeners) AS peak_listeners,
            round(avg(live_counters.listeners), 1) AS mean_listeners
        FROM lives LEFT JOIN live_counters ON live_counters.live_id = lives.live_id
        GROUP BY (lives.started_at AT TIME ZONE 'UTC')::date, lives.live_id, lives.title
        """,
    ]
}
