/// The tables of the embedded database. Dates are milliseconds since 1970; lists and details are JSON. The tags of a
/// live never change, so its rows in `live_tags` are written once.
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
            ]),
        SchemaMigration(
            number: 2, name: "an index for each search",
            statements: [
                "CREATE INDEX lives_by_state ON lives (state, started_at, live_id)",
                "CREATE INDEX lives_by_zone ON lives (zone_geo_search, started_at, live_id)",
                "CREATE INDEX lives_by_age ON lives (classification_age_search, started_at, live_id)",
                """
                CREATE TABLE live_tags (
                    tag TEXT NOT NULL,
                    started_at INTEGER NOT NULL,
                    live_id TEXT NOT NULL,
                    PRIMARY KEY (tag, started_at, live_id)
                ) WITHOUT ROWID
                """,
                """
                INSERT OR IGNORE INTO live_tags (tag, started_at, live_id)
                SELECT tags.value, lives.started_at, lives.live_id FROM lives, json_each(lives.tags_search) AS tags
                """,
            ]),
        SchemaMigration(
            number: 3, name: "revocations",
            statements: [
                """
                CREATE TABLE revocations (
                    kind TEXT NOT NULL,
                    subject TEXT NOT NULL,
                    issued_before INTEGER,
                    revoked_at INTEGER NOT NULL,
                    revoked_by TEXT NOT NULL,
                    PRIMARY KEY (kind, subject)
                )
                """
            ]),
        SchemaMigration(
            number: 4, name: "replays",
            statements: [
                """
                CREATE TABLE replay_jobs (
                    live_id TEXT PRIMARY KEY NOT NULL,
                    created_at INTEGER NOT NULL,
                    handed_over_at INTEGER,
                    state TEXT NOT NULL,
                    claim INTEGER NOT NULL DEFAULT 0,
                    worker TEXT,
                    renewals INTEGER NOT NULL DEFAULT 0,
                    failures INTEGER NOT NULL DEFAULT 0,
                    reason TEXT,
                    plan TEXT,
                    stage TEXT,
                    percent INTEGER,
                    remaining_s INTEGER,
                    finished_at INTEGER
                )
                """,
                "CREATE INDEX replay_jobs_by_state ON replay_jobs (state, created_at, live_id)",
                """
                CREATE TABLE contents (
                    content_id TEXT PRIMARY KEY NOT NULL,
                    live_id TEXT NOT NULL,
                    type TEXT NOT NULL,
                    title TEXT NOT NULL,
                    geo_type TEXT NOT NULL,
                    duration_s REAL NOT NULL,
                    loudness_lufs REAL,
                    published_at INTEGER NOT NULL,
                    creator_id TEXT NOT NULL,
                    started_at INTEGER NOT NULL,
                    frames INTEGER NOT NULL,
                    time_map TEXT NOT NULL,
                    mp3_bytes INTEGER NOT NULL,
                    UNIQUE (live_id, type)
                )
                """,
                "CREATE INDEX contents_by_start ON contents (type, started_at, live_id)",
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
                "ALTER TABLE replay_jobs ADD COLUMN raw_deleted_at INTEGER",
                "ALTER TABLE replay_jobs ADD COLUMN live_media_deleted_at INTEGER",
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
                    AND created_at < (julianday('now') - 2440587.5) * 86400000 - 604800000
                """
            ]),
        SchemaMigration(
            number: 7, name: "recordings",
            statements: [
                // How much of the recording was handed over, and the node that still has to hand it over.
                "ALTER TABLE replay_jobs ADD COLUMN recorded_bytes INTEGER",
                "ALTER TABLE replay_jobs ADD COLUMN kept_by TEXT",
            ]),
        SchemaMigration(
            number: 8, name: "leftovers of replays",
            statements: [
                // The last attempt whose leftovers in the storage were deleted.
                "ALTER TABLE replay_jobs ADD COLUMN swept_claim INTEGER NOT NULL DEFAULT 0",
                "CREATE INDEX replay_jobs_with_leftovers ON replay_jobs (live_id) WHERE claim > swept_claim",
            ]),
        SchemaMigration(
            number: 9, name: "interruptions of jobs",
            statements: [
                // Why the last attempt at a replay ended without an outcome, and when.
                "ALTER TABLE replay_jobs ADD COLUMN interruption TEXT",
                "ALTER TABLE replay_jobs ADD COLUMN interrupted_at INTEGER",
            ]),
        SchemaMigration(
            number: 10, name: "counters of lives",
            statements: [
                // A row for each live and minute. The greatest figures of a minute count.
                """
                CREATE TABLE live_counters (
                    live_id TEXT NOT NULL,
                    minute INTEGER NOT NULL,
                    listeners INTEGER NOT NULL,
                    likes INTEGER NOT NULL,
                    reports INTEGER NOT NULL,
                    peak_listeners INTEGER NOT NULL,
                    PRIMARY KEY (live_id, minute)
                ) WITHOUT ROWID
                """,
                // The voters of running lives, under pseudonyms that only the secret links to users.
                """
                CREATE TABLE live_voters (
                    live_id TEXT NOT NULL,
                    reaction TEXT NOT NULL,
                    voter TEXT NOT NULL,
                    voted_at INTEGER NOT NULL,
                    PRIMARY KEY (live_id, reaction, voter)
                ) WITHOUT ROWID
                """,
            ]),
        searchMigration,
        auditMigration,
        bills,
    ]
}
