/// The tables of PostgreSQL. The columns that end with `_search` hold the texts folded (``SearchText``), for the search.
enum PostgresSchema {
    static let migrations = [
        SchemaMigration(
            number: 1, name: "lives and audit events",
            statements: [
                // Parts of titles by index. Whoever owns the database may add it: it is a trusted extension.
                "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                """
                CREATE TABLE lives (
                    live_id uuid PRIMARY KEY,
                    creator_id uuid NOT NULL,
                    title text NOT NULL,
                    started_at timestamptz NOT NULL,
                    ended_at timestamptz,
                    state text NOT NULL,
                    ended_reason text,
                    zone_geo text,
                    tags text[] NOT NULL,
                    classification_age text,
                    renditions text[] NOT NULL,
                    player_buffer_ms bigint NOT NULL,
                    title_search text NOT NULL,
                    zone_geo_search text,
                    tags_search text[] NOT NULL,
                    classification_age_search text
                )
                """,
                "CREATE INDEX lives_by_start ON lives (started_at DESC, live_id DESC)",
                "CREATE INDEX lives_by_state ON lives (state, started_at DESC, live_id DESC)",
                "CREATE INDEX lives_by_zone ON lives (zone_geo_search, started_at DESC, live_id DESC)",
                "CREATE INDEX lives_by_creator ON lives (creator_id, started_at DESC)",
                "CREATE INDEX lives_by_tag ON lives USING gin (tags_search)",
                "CREATE INDEX lives_by_title ON lives USING gin (title_search gin_trgm_ops)",
                """
                CREATE TABLE audit_events (
                    event_id text PRIMARY KEY,
                    at timestamptz NOT NULL,
                    event text NOT NULL,
                    live_id uuid,
                    user_id uuid,
                    details jsonb NOT NULL
                )
                """,
                "CREATE INDEX audit_events_by_time ON audit_events (at)",
                "CREATE INDEX audit_events_by_live ON audit_events (live_id, at)",
            ])
    ]
}
