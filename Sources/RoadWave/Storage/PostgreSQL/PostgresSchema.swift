/// The tables of PostgreSQL. The columns that end with `_search` hold the folded texts (``SearchText``) for searches.
/// The tags of a live never change, so its rows in `live_tags` are written once.
enum PostgresSchema {
    static let migrations = [
        SchemaMigration(
            number: 1, name: "lives and audit events",
            statements: [
                // An index for parts of titles. The owner of the database may create it: it is a trusted extension.
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
            ]),
        SchemaMigration(
            number: 2, name: "an index for each search",
            statements: [
                // In the order of the list. With the indexes of the first migration, a search would find all rows first
                // and then sort them.
                "DROP INDEX lives_by_tag",
                "DROP INDEX lives_by_title",
                "CREATE INDEX lives_by_age ON lives (classification_age_search, started_at DESC, live_id DESC)",
                """
                CREATE TABLE live_tags (
                    tag text NOT NULL,
                    started_at timestamptz NOT NULL,
                    live_id uuid NOT NULL,
                    PRIMARY KEY (tag, started_at, live_id)
                )
                """,
                """
                INSERT INTO live_tags (tag, started_at, live_id)
                SELECT tag, started_at, live_id FROM lives, unnest(tags_search) AS tag ON CONFLICT DO NOTHING
                """,
            ]),
        SchemaMigration(
            number: 3, name: "revocations",
            statements: [
                """
                CREATE TABLE revocations (
                    kind text NOT NULL,
                    subject text NOT NULL,
                    issued_before timestamptz,
                    revoked_at timestamptz NOT NULL,
                    revoked_by uuid NOT NULL,
                    PRIMARY KEY (kind, subject)
                )
                """
            ]),
        SchemaMigration(
            number: 4, name: "replays",
            statements: [
                """
                CREATE TABLE replay_jobs (
                    live_id uuid PRIMARY KEY,
                    created_at timestamptz NOT NULL,
                    handed_over_at timestamptz,
                    state text NOT NULL,
                    claim bigint NOT NULL DEFAULT 0,
                    worker text,
                    renewals bigint NOT NULL DEFAULT 0,
                    failures bigint NOT NULL DEFAULT 0,
                    reason text,
                    plan text,
                    stage text,
                    percent bigint,
                    remaining_s bigint,
                    finished_at timestamptz
                )
                """,
                "CREATE INDEX replay_jobs_by_state ON replay_jobs (state, created_at, live_id)",
                """
                CREATE TABLE contents (
                    content_id uuid PRIMARY KEY,
                    live_id uuid NOT NULL,
                    type text NOT NULL,
                    title text NOT NULL,
                    geo_type text NOT NULL,
                    duration_s double precision NOT NULL,
                    loudness_lufs double precision,
                    published_at timestamptz NOT NULL,
                    creator_id uuid NOT NULL,
                    started_at timestamptz NOT NULL,
                    frames bigint NOT NULL,
                    time_map text NOT NULL,
                    mp3_bytes bigint NOT NULL,
                    UNIQUE (live_id, type)
                )
                """,
                "CREATE INDEX contents_by_start ON contents (type, started_at DESC, live_id DESC)",
                "CREATE INDEX contents_by_publication ON contents (type, published_at)",
                """
                CREATE VIEW outbox AS
                SELECT live_id, 'replay' AS kind, created_at, state FROM replay_jobs
                WHERE state IN ('recording', 'queued', 'working')
                """,
            ]),
        SchemaMigration(
            number: 5, name: "retention",
            statements: [
                // When the deletion of the recording began, and when that of the live's media was complete.
                "ALTER TABLE replay_jobs ADD COLUMN raw_deleted_at timestamptz",
                "ALTER TABLE replay_jobs ADD COLUMN live_media_deleted_at timestamptz",
                // Lives that ended before there were jobs have media, too.
                """
                INSERT INTO replay_jobs (live_id, created_at, state)
                SELECT live_id, ended_at, 'recording' FROM lives
                WHERE state IN ('ended', 'lost') AND ended_at IS NOT NULL ON CONFLICT DO NOTHING
                """,
                """
                CREATE INDEX replay_jobs_with_live_media ON replay_jobs (live_id) WHERE live_media_deleted_at IS NULL
                """,
            ]),
        SchemaMigration(
            number: 6, name: "lives without recordings",
            statements: [
                // Lives that ended before there were jobs have no recording, and would wait for it for ever. A node hands
                // over what it recorded within seconds, or after an outage, which may last for days. If a recording turns
                // up all the same, its job begins.
                """
                UPDATE replay_jobs SET state = 'silent', finished_at = created_at
                WHERE state = 'recording' AND handed_over_at IS NULL
                    AND created_at < now() - interval '7 days'
                """
            ]),
        SchemaMigration(
            number: 7, name: "recordings",
            statements: [
                // How much of the recording was handed over, and the node that still has to hand it over.
                "ALTER TABLE replay_jobs ADD COLUMN recorded_bytes bigint",
                "ALTER TABLE replay_jobs ADD COLUMN kept_by uuid",
            ]),
        SchemaMigration(
            number: 8, name: "leftovers of replays",
            statements: [
                // The last attempt whose leftovers in the storage were deleted.
                "ALTER TABLE replay_jobs ADD COLUMN swept_claim bigint NOT NULL DEFAULT 0",
                "CREATE INDEX replay_jobs_with_leftovers ON replay_jobs (live_id) WHERE claim > swept_claim",
            ]),
        SchemaMigration(
            number: 9, name: "interruptions of jobs",
            statements: [
                // Why the last attempt at a replay ended without an outcome, and when.
                "ALTER TABLE replay_jobs ADD COLUMN interruption text",
                "ALTER TABLE replay_jobs ADD COLUMN interrupted_at timestamptz",
            ]),
        SchemaMigration(
            number: 10, name: "counters of lives",
            statements: [
                // A row for each live and minute. The greatest figures of a minute count.
                """
                CREATE TABLE live_counters (
                    live_id uuid NOT NULL,
                    minute timestamptz NOT NULL,
                    listeners bigint NOT NULL,
                    likes bigint NOT NULL,
                    reports bigint NOT NULL,
                    peak_listeners bigint NOT NULL,
                    PRIMARY KEY (live_id, minute)
                )
                """,
                // The voters of running lives, under pseudonyms that only the secret links to users.
                """
                CREATE TABLE live_voters (
                    live_id uuid NOT NULL,
                    reaction text NOT NULL,
                    voter text NOT NULL,
                    voted_at timestamptz NOT NULL,
                    PRIMARY KEY (live_id, reaction, voter)
                )
                """,
            ]),
        searchMigration,
        auditMigration,
        bills,
    ]
}
