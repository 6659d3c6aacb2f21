/// The audit trail as partitions of days in UTC, which the runtime role can only read and add to.
///
/// Functions of the owner make and drop partitions, and pseudonymise a person: `SECURITY DEFINER`, with a search path
/// that no other role can write to. The name of the schema is written into them.
/// See docs/decisions/audit.md, « Append-only ».
extension PostgresSchema {
    static let auditMigration = SchemaMigration(
        number: 12, name: "audit trail by days",
        statements: tables + [partitionList, prepare, sweep, pseudonymise, grant] + moves)

    private static let tables = [
        "ALTER TABLE audit_events RENAME TO audit_events_before",
        "ALTER TABLE audit_events_before RENAME CONSTRAINT audit_events_pkey TO audit_events_before_pkey",
        "DROP INDEX audit_events_by_time",
        "DROP INDEX audit_events_by_live",
        // A clock that is ahead makes rows with a future date: `recorded_at` has their real age. Nodes cannot set it.
        """
        CREATE TABLE audit_events (
            event_id text NOT NULL,
            at timestamptz NOT NULL,
            event text NOT NULL,
            live_id uuid,
            user_id uuid,
            details jsonb NOT NULL,
            recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (event_id, at)
        ) PARTITION BY RANGE (at)
        """,
        "CREATE INDEX audit_events_by_time ON audit_events (at)",
        "CREATE INDEX audit_events_by_live ON audit_events (live_id, at)",
        "CREATE INDEX audit_events_by_user ON audit_events (user_id, at)",
        "CREATE INDEX audit_events_about_access ON audit_events (at) WHERE details ? 'target_user'",
        "CREATE INDEX audit_events_early ON audit_events (recorded_at) WHERE at - recorded_at > interval '1 hour'",
        // Rows of days without a partition: late ones, and those of wrong clocks. None is refused.
        "CREATE TABLE audit_events_strays PARTITION OF audit_events DEFAULT",
        """
        CREATE TABLE audit_policy (
            single boolean PRIMARY KEY DEFAULT true CHECK (single),
            kept_days integer NOT NULL CHECK (kept_days > 0)
        )
        """,
        "INSERT INTO audit_policy (kept_days) VALUES (90)",
    ]

    /// The partitions. A partition is a day that we made if its name and both bounds match.
    private static let partitionList = """
        CREATE VIEW audit_partitions AS
        SELECT name, lower_bound, upper_bound,
            upper_bound = lower_bound + interval '24 hours'
                AND name = 'audit_events_' || to_char(lower_bound AT TIME ZONE 'UTC', 'YYYYMMDD')
                AND date_trunc('day', lower_bound AT TIME ZONE 'UTC') = lower_bound AT TIME ZONE 'UTC' AS is_day
        FROM (
            SELECT name, substring(bound FROM 'FROM .''([^'']+)')::timestamptz AS lower_bound,
                substring(bound FROM 'TO .''([^'']+)')::timestamptz AS upper_bound
            FROM (
                SELECT part.relname::text AS name, pg_get_expr(part.relpartbound, part.oid) AS bound
                FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid
                WHERE inhparent = 'audit_events'::regclass
            ) AS parts WHERE bound <> 'DEFAULT'
        ) AS bounds
        """

    /// Makes the partitions of today and of the next eight days: `CREATE`, then `ATTACH`, which does not block
    /// `INSERT`. If a lock is not free within 100 ms, the next call does the rest. Returns the number of days that are
    /// ready.
    private static let prepare = """
        DO $migration$ BEGIN
        EXECUTE format($define$
        CREATE FUNCTION %1$I.audit_prepare() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms' AS $body$
        DECLARE
            first timestamptz := date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
            lower timestamptz;
            upper timestamptz;
            day text;
            reader text;
            ready integer := 0;
        BEGIN
            IF pg_try_advisory_xact_lock(8245921735294377061) THEN
                FOR number IN 0..8 LOOP
                    lower := first + number * interval '24 hours';
                    upper := lower + interval '24 hours';
                    day := 'audit_events_' || to_char(lower AT TIME ZONE 'UTC', 'YYYYMMDD');
                    CONTINUE WHEN to_regclass(format('%%I.%%I', %1$L, day)) IS NOT NULL;
                    BEGIN
                        EXECUTE format('CREATE TABLE %%1$I.%%2$I (LIKE %%1$I.audit_events INCLUDING ALL)', %1$L, day);
                        FOR reader IN
                            SELECT DISTINCT CASE grantee
                                WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
                            FROM pg_class, aclexplode(relacl) AS granted
                            WHERE pg_class.oid = format('%%I.%%I', %1$L, day)::regclass AND grantee <> relowner
                        LOOP
                            EXECUTE format('REVOKE ALL ON %%I.%%I FROM %%s', %1$L, day, reader);
                        END LOOP;
                        LOCK TABLE %1$I.audit_events_strays IN ACCESS EXCLUSIVE MODE;
                        EXECUTE format(
                            'WITH moved AS ('
                            'DELETE FROM %%1$I.audit_events_strays WHERE at >= $1 AND at < $2 RETURNING *) '
                            'INSERT INTO %%1$I.%%2$I SELECT * FROM moved', %1$L, day) USING lower, upper;
                        EXECUTE format(
                            'ALTER TABLE %%1$I.audit_events ATTACH PARTITION %%1$I.%%2$I '
                            'FOR VALUES FROM (%%3$L) TO (%%4$L)',
                            %1$L, day, lower, upper);
                    EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
                        EXIT;
                    END;
                END LOOP;
            END IF;
            LOOP
                lower := first + ready * interval '24 hours';
                EXIT WHEN ready = 9 OR NOT EXISTS (
                    SELECT FROM %1$I.audit_partitions WHERE lower_bound <= lower AND upper_bound > lower);
                ready := ready + 1;
            END LOOP;
            RETURN ready;
        END $body$
        $define$, current_schema());
        END $migration$
        """

    /// Drops the days that have expired by the database's clock, and deletes expired rows of the default partition.
    /// Without force, it drops no day if more than three have expired. `DROP` blocks every `INSERT` while it waits for
    /// its lock: 100 ms at most.
    private static let sweep = """
        DO $migration$ BEGIN
        EXECUTE format($define$
        CREATE FUNCTION %1$I.audit_sweep(is_forced boolean, is_dry_run boolean)
        RETURNS TABLE (days text[], late text[], strange text[], events bigint) LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms' AS $body$
        DECLARE
            due timestamptz := clock_timestamp() - (SELECT kept_days FROM %1$I.audit_policy) * interval '24 hours';
            day text;
        BEGIN
            days := '{}';
            events := 0;
            SELECT coalesce(array_agg(name ORDER BY name) FILTER (WHERE is_day AND upper_bound <= due), '{}'),
                coalesce(array_agg(name ORDER BY name) FILTER (WHERE is_day IS NOT TRUE), '{}')
            INTO late, strange FROM %1$I.audit_partitions;
            IF NOT is_dry_run AND (is_forced OR cardinality(late) <= 3) THEN
                FOREACH day IN ARRAY late LOOP
                    BEGIN
                        EXECUTE format('DROP TABLE %%I.%%I', %1$L, day);
                        days := days || day;
                    EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
                        EXIT;
                    END;
                END LOOP;
                late := (SELECT coalesce(array_agg(name), '{}') FROM unnest(late) AS name WHERE name <> ALL (days));
            END IF;
            IF NOT is_dry_run THEN
                BEGIN
                    WITH deleted AS (
                        DELETE FROM %1$I.audit_events_strays WHERE least(at, recorded_at) <= due RETURNING 1
                    ) SELECT count(*) INTO events FROM deleted;
                    WITH deleted AS (
                        DELETE FROM %1$I.audit_events
                        WHERE at - recorded_at > interval '1 hour' AND recorded_at <= due RETURNING 1
                    ) SELECT events + count(*) INTO events FROM deleted;
                EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
                END;
            END IF;
            RETURN NEXT;
        END $body$
        $define$, current_schema());
        END $migration$
        """

    /// Replaces a person by a pseudonym in all rows, and removes the person's positions and sessions.
    private static let pseudonymise = """
        DO $migration$ BEGIN
        EXECUTE format($define$
        CREATE FUNCTION %1$I.audit_pseudonymise(person uuid, pseudonym uuid)
        RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $body$
        DECLARE
            changed bigint;
        BEGIN
            WITH found AS (
                UPDATE %1$I.audit_events
                SET user_id = CASE user_id WHEN person THEN pseudonym ELSE user_id END,
                    details = (
                        SELECT coalesce(jsonb_object_agg(key, CASE value
                            WHEN to_jsonb(person::text) THEN to_jsonb(pseudonym::text) ELSE value END), '{}')
                        FROM jsonb_each(details)
                        WHERE user_id IS DISTINCT FROM person OR key NOT IN ('lat', 'lon', 'listener_id')
                    )
                WHERE user_id = person OR details ? 'target_user' AND details ->> 'target_user' = person::text
                RETURNING 1
            ) SELECT count(*) INTO changed FROM found;
            RETURN changed;
        END $body$
        $define$, current_schema());
        END $migration$
        """

    /// Grants the runtime role its rights, and revokes all others.
    private static let grant = """
        DO $migration$ BEGIN
        EXECUTE format($define$
        CREATE FUNCTION %1$I.grant_runtime(runtime name) RETURNS void LANGUAGE plpgsql
        SET search_path = pg_catalog, pg_temp AS $body$
        DECLARE
            relation text;
        BEGIN
            BEGIN
                -- Before PostgreSQL 15, everyone may make tables in the schema public.
                EXECUTE format('REVOKE CREATE ON SCHEMA %1$I FROM PUBLIC, %%I', runtime);
                EXECUTE format('GRANT USAGE ON SCHEMA %1$I TO %%I', runtime);
            EXCEPTION WHEN insufficient_privilege THEN
            END;
            FOR relation IN
                SELECT relname FROM pg_class
                WHERE relnamespace = quote_ident(%1$L)::regnamespace
                    AND relkind IN ('r', 'p', 'v', 'm')
                    AND pg_get_userbyid(relowner) = current_user
            LOOP
                EXECUTE format('REVOKE ALL ON %1$I.%%I FROM %%I', relation, runtime);
                CONTINUE WHEN starts_with(relation, 'audit_events_');
                EXECUTE format('GRANT SELECT ON %1$I.%%I TO %%I', relation, runtime);
                IF relation NOT IN ('audit_events', 'audit_policy', 'audit_partitions', 'schema_migrations') THEN
                    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %1$I.%%I TO %%I', relation, runtime);
                END IF;
            END LOOP;
            FOR relation IN
                SELECT relname FROM pg_class
                WHERE relnamespace = quote_ident(%1$L)::regnamespace AND relkind = 'S'
                    AND pg_get_userbyid(relowner) = current_user
            LOOP
                EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %1$I.%%I TO %%I', relation, runtime);
            END LOOP;
            EXECUTE format(
                'GRANT INSERT (event_id, at, event, live_id, user_id, details) ON %1$I.audit_events TO %%I', runtime);
            EXECUTE format(
                'GRANT EXECUTE ON FUNCTION %1$I.audit_prepare(), %1$I.audit_sweep(boolean, boolean), '
                '%1$I.audit_pseudonymise(uuid, uuid) TO %%I', runtime);
        END $body$
        $define$, current_schema());
        END $migration$
        """

    private static let moves = [
        """
        REVOKE ALL ON FUNCTION audit_prepare(), audit_sweep(boolean, boolean), audit_pseudonymise(uuid, uuid),
            grant_runtime(name) FROM PUBLIC
        """,
        "SELECT audit_prepare()",
        """
        DO $migration$
        DECLARE
            lower timestamptz;
            day text;
        BEGIN
            FOR lower IN
                SELECT DISTINCT date_trunc('day', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' FROM audit_events_before
                WHERE at > now() - interval '90 days' AND at < now()
            LOOP
                day := 'audit_events_' || to_char(lower AT TIME ZONE 'UTC', 'YYYYMMDD');
                CONTINUE WHEN to_regclass(day) IS NOT NULL;
                EXECUTE format(
                    'CREATE TABLE %I PARTITION OF audit_events FOR VALUES FROM (%L) TO (%L)',
                    day, lower, lower + interval '24 hours');
            END LOOP;
        END $migration$
        """,
        // Earlier versions stored positions as applications gave them: they are rounded to 0.1° here.
        """
        INSERT INTO audit_events (event_id, at, event, live_id, user_id, details, recorded_at)
        SELECT event_id, at, event, live_id, user_id, details
            || CASE WHEN jsonb_typeof(details -> 'lat') = 'number'
                THEN jsonb_build_object('lat', round((details ->> 'lat')::numeric, 1)) ELSE '{}' END
            || CASE WHEN jsonb_typeof(details -> 'lon') = 'number'
                THEN jsonb_build_object('lon', round((details ->> 'lon')::numeric, 1)) ELSE '{}' END,
            least(at, now())
        FROM audit_events_before
        """,
        "DROP TABLE audit_events_before",
    ]
}
