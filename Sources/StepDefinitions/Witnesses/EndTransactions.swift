/// In which transactions a scenario's PostgreSQL wrote the ends of lives and the jobs of their replays: triggers of the
/// scenario note them, since a row does not say when it was written first.
struct EndTransactions: Sendable {
    /// The tables are the node's: it has to have started.
    static let triggers = """
        CREATE TABLE seen (what text, live_id uuid, transaction xid8);
        CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO seen VALUES (TG_ARGV[0], NEW.live_id, pg_current_xact_id());
            RETURN NULL;
        END $$;
        CREATE TRIGGER see_end AFTER INSERT OR UPDATE ON lives FOR EACH ROW WHEN (NEW.state = 'ended')
            EXECUTE FUNCTION see('end');
        CREATE TRIGGER see_job AFTER INSERT ON replay_jobs FOR EACH ROW EXECUTE FUNCTION see('job');
        """

    /// A sabotage: a job is not written with the end of its live, only when it is asked for a second time.
    static let lateJobs = """
        CREATE TABLE refused (live_id uuid PRIMARY KEY);
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT FROM refused WHERE live_id = NEW.live_id) THEN RETURN NEW; END IF;
            INSERT INTO refused VALUES (NEW.live_id);
            RETURN NULL;
        END $$;
        CREATE TRIGGER refuse_job BEFORE INSERT ON replay_jobs FOR EACH ROW EXECUTE FUNCTION refuse();
        """

    /// The transactions in which the live came to its end, in order.
    let ends: [String]
    /// The transactions in which its job was written, in order.
    let jobs: [String]

    /// - Parameter rows: `end` or `job`, a tab, and the transaction, in the order of the transactions.
    init(_ rows: [String]) {
        let pairs = rows.map { $0.split(separator: "\t").map(String.init) }.filter { $0.count == 2 }
        ends = pairs.filter { $0[0] == "end" }.map { $0[1] }
        jobs = pairs.filter { $0[0] == "job" }.map { $0[1] }
    }

    /// What the triggers have noted of a live.
    static func of(_ live: String, in world: RoadWaveWorld) async throws -> EndTransactions {
        EndTransactions(
            try await world.rows(
                "SELECT what, transaction FROM seen WHERE live_id = '\(live)' ORDER BY transaction::text::bigint"))
    }
}
