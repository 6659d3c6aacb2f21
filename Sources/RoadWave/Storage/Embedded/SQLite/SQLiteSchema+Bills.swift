extension SQLiteSchema {
    /// Logs of caches with the offsets up to which they were read; the bytes served, by month, live and rendition.
    static let bills = SchemaMigration(
        number: 13, name: "bills",
        statements: [
            """
            CREATE TABLE media_logs (
                fingerprint TEXT PRIMARY KEY NOT NULL,
                path TEXT NOT NULL,
                inode INTEGER,
                read_bytes INTEGER NOT NULL DEFAULT 0,
                in_long_line INTEGER NOT NULL DEFAULT 0,
                lines INTEGER NOT NULL DEFAULT 0,
                unreadable_lines INTEGER NOT NULL DEFAULT 0,
                too_long_lines INTEGER NOT NULL DEFAULT 0,
                misdated_lines INTEGER NOT NULL DEFAULT 0,
                first_read_at INTEGER NOT NULL,
                read_at INTEGER NOT NULL
            )
            """,
            """
            CREATE TABLE media_usage (
                month TEXT NOT NULL,
                time_zone TEXT NOT NULL,
                live_id TEXT NOT NULL,
                rendition TEXT NOT NULL,
                corrected_on TEXT NOT NULL,
                price_micro_eur INTEGER NOT NULL,
                requests INTEGER NOT NULL,
                segments INTEGER NOT NULL,
                partial_segments INTEGER NOT NULL,
                listened_ms INTEGER NOT NULL,
                audio_bytes INTEGER NOT NULL,
                media_bytes INTEGER NOT NULL,
                document_bytes INTEGER NOT NULL,
                error_bytes INTEGER NOT NULL,
                header_bytes INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                PRIMARY KEY (month, time_zone, live_id, rendition, corrected_on, price_micro_eur)
            )
            """,
            "CREATE INDEX media_usage_by_live ON media_usage (live_id)",
            // Each row is rounded to a millionth of a euro, as in a bill. The amount is a text, since SQLite has no
            // exact decimals.
            """
            CREATE VIEW live_costs AS
            SELECT live_id, sum(audio_bytes) AS audio_bytes,
                sum(media_bytes + document_bytes + error_bytes + header_bytes) AS transport_bytes,
                printf('%d.%06d', sum(audio_bytes / 1000000000 * price_micro_eur
                        + (audio_bytes % 1000000000 * price_micro_eur + 500000000) / 1000000000) / 1000000,
                    sum(audio_bytes / 1000000000 * price_micro_eur
                        + (audio_bytes % 1000000000 * price_micro_eur + 500000000) / 1000000000) % 1000000) AS cost_eur
            FROM media_usage WHERE live_id <> '00000000-0000-0000-0000-000000000000' GROUP BY live_id
            """,
        ])
}
