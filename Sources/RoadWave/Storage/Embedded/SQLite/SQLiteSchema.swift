/// The tables of the embedded database. Dates are milliseconds since 1970; lists and details are JSON.
enum SQLiteSchema {
    static let migrations = [
        SchemaMigration(
            number: 1, name: "lives and audit events",
            statements: [
                """
                CREATE TABLE lives (
                    live_id TEXT PRIMARY KEY NOT NULL,
                    creator_id TEXT NOT NULL,
                    title TEXT NOT NULL,
                    started_at INTEGER NOT NULL,
                    ended_at INTEGER,
                    state TEXT NOT NULL,
                    ended_reason TEXT,
                    zone_geo TEXT,
                    tags TEXT NOT NULL,
                    classification_age TEXT,
                    renditions TEXT NOT NULL,
                    player_buffer_ms INTEGER NOT NULL,
                    title_search TEXT NOT NULL,
                    zone_geo_search TEXT,
                    tags_search TEXT NOT NULL,
                    classification_age_search TEXT
                )
                """,
                "CREATE INDEX lives_by_start ON lives (started_at, live_id)",
                """
                CREATE TABLE audit_events (
                    event_id TEXT PRIMARY KEY NOT NULL,
                    at INTEGER NOT NULL,
                    event TEXT NOT NULL,
                    live_id TEXT,
                    user_id TEXT,
                    details TEXT NOT NULL
                )
                """,
                "CREATE INDEX audit_events_by_time ON audit_events (at)",
                "CREATE INDEX audit_events_by_live ON audit_events (live_id, at)",
            ])
    ]
}
