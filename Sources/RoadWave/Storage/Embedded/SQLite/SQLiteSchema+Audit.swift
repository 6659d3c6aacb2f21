/// The audit trail of the embedded database. Its file has one owner, so triggers refuse what only a sweep and an erasure
/// may do.
/// See docs/decisions/audit.md, « Append-only ».
extension SQLiteSchema {
    static let auditMigration = SchemaMigration(
        number: 12, name: "audit trail by days",
        statements: [
            """
            CREATE TABLE audit_policy (
                single INTEGER PRIMARY KEY DEFAULT 1 CHECK (single = 1),
                kept_days INTEGER NOT NULL CHECK (kept_days > 0)
            )
            """,
            "INSERT INTO audit_policy (kept_days) VALUES (90)",
            // The person who is being replaced, within the transaction that does it.
            """
            CREATE TABLE audit_erasure (
                single INTEGER PRIMARY KEY DEFAULT 1 CHECK (single = 1),
                user_id TEXT NOT NULL
            )
            """,
            // A clock that is ahead makes rows with a future date: `recorded_at` has their real age.
            "ALTER TABLE audit_events ADD COLUMN recorded_at INTEGER NOT NULL DEFAULT 0",
            """
            UPDATE audit_events
            SET recorded_at = min(at, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))
            """,
            // Earlier versions stored positions as applications gave them: they are rounded to 0.1° here.
            """
            UPDATE audit_events SET details = json_set(
                details, '$.lat', round(json_extract(details, '$.lat'), 1) + 0.0,
                '$.lon', round(json_extract(details, '$.lon'), 1) + 0.0)
            WHERE typeof(json_extract(details, '$.lat')) IN ('real', 'integer')
                AND typeof(json_extract(details, '$.lon')) IN ('real', 'integer')
            """,
            "CREATE INDEX audit_events_by_user ON audit_events (user_id, at)",
            "CREATE INDEX audit_events_early ON audit_events (recorded_at) WHERE at - recorded_at > 3600000",
            """
            CREATE TRIGGER audit_events_dated AFTER INSERT ON audit_events WHEN NEW.recorded_at = 0 BEGIN
                UPDATE audit_events SET recorded_at = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
                WHERE event_id = NEW.event_id;
            END
            """,
            """
            CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events
            WHEN min(OLD.at, OLD.recorded_at) > (julianday('now') - 2440587.5
                - (SELECT kept_days FROM audit_policy)) * 86400000
            BEGIN
                SELECT RAISE(ABORT, 'the audit trail is append-only: this event is not old enough to be deleted');
            END
            """,
            """
            CREATE TRIGGER audit_events_unchanged BEFORE UPDATE OF event_id, at, event, live_id ON audit_events BEGIN
                SELECT RAISE(ABORT, 'the audit trail is append-only: an event cannot be changed');
            END
            """,
            """
            CREATE TRIGGER audit_events_recorded_once BEFORE UPDATE OF recorded_at ON audit_events
            WHEN OLD.recorded_at <> 0 BEGIN
                SELECT RAISE(ABORT, 'the audit trail is append-only: an event cannot be changed');
            END
            """,
            """
            CREATE TRIGGER audit_events_pseudonyms BEFORE UPDATE OF user_id, details ON audit_events
            WHEN NOT EXISTS (
                SELECT 1 FROM audit_erasure
                WHERE user_id = OLD.user_id OR user_id = json_extract(OLD.details, '$.target_user')
            ) BEGIN
                SELECT RAISE(ABORT, 'the audit trail is append-only: an event cannot be changed');
            END
            """,
        ])
}
