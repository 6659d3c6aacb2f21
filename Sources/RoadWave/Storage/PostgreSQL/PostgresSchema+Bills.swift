extension PostgresSchema {
    /// Logs of caches with the offsets up to which they were read; the bytes served, by month, live and rendition.
    static let bills = SchemaMigration(
        number: 13, name: "bills",
        statements: [
            """
            CREATE TABLE media_logs (
                fingerprint text PRIMARY KEY,
                path text NOT NULL,
                inode bigint,
                read_bytes bigint NOT NULL DEFAULT 0,
                in_long_line bigint NOT NULL DEFAULT 0,
                lines bigint NOT NULL DEFAULT 0,
                unreadable_lines bigint NOT NULL DEFAULT 0,
                too_long_lines bigint NOT NULL DEFAULT 0,
                misdated_lines bigint NOT NULL DEFAULT 0,
                first_read_at timestamptz NOT NULL,
                read_at timestamptz NOT NULL
            )
            """,
            """
            CREATE TABLE media_usage (
                month text NOT NULL,
                time_zone text NOT NULL,
                live_id uuid NOT NULL,
                rendition text NOT NULL,
                corrected_on text NOT NULL,
                price_micro_eur bigint NOT NULL,
                requests bigint NOT NULL,
                segments bigint NOT NULL,
                partial_segments bigint NOT NULL,
                listened_ms bigint NOT NULL,
                audio_bytes bigint NOT NULL,
                media_bytes bigint NOT NULL,
                document_bytes bigint NOT NULL,
                error_bytes bigint NOT NULL,
                header_bytes bigint NOT NULL,
                updated_at timestamptz NOT NULL,
                PRIMARY KEY (month, time_zone, live_id, rendition, corrected_on, price_micro_eur)
            )
            """,
            "CREATE INDEX media_usage_by_live ON media_usage (live_id)",
            // Each row is rounded to a millionth of a euro, as in a bill.
            """
            CREATE VIEW live_costs AS
            SELECT live_id, sum(audio_bytes)::bigint AS audio_bytes,
                sum(media_bytes + document_bytes + error_bytes + header_bytes)::bigint AS transport_bytes,
                round(sum(audio_bytes / 1000000000 * price_micro_eur
                        + (audio_bytes % 1000000000 * price_micro_eur + 500000000) / 1000000000) / 1000000, 6) AS cost_eur
            FROM media_usage WHERE live_id <> '00000000-0000-0000-0000-000000000000' GROUP BY live_id
            """,
        ])
}
