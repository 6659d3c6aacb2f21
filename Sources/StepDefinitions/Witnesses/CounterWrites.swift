internal import Foundation

/// The writes of a live's counters to a scenario's PostgreSQL, with their times. A trigger of the scenario records
/// them, since a row does not have the time of its write.
struct CounterWrites: Sendable {
    /// The table is the node's: it has to have started.
    static let triggers = """
        CREATE TABLE counter_writes (
            at timestamptz, live_id uuid, minute timestamptz, listeners bigint, likes bigint, reports bigint);
        CREATE FUNCTION note_counters() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO counter_writes
            VALUES (clock_timestamp(), NEW.live_id, NEW.minute, NEW.listeners, NEW.likes, NEW.reports);
            RETURN NULL;
        END $$;
        CREATE TRIGGER note_counters AFTER INSERT OR UPDATE ON live_counters FOR EACH ROW
            EXECUTE FUNCTION note_counters();
        """

    /// A sabotage: the database refuses counters.
    static let refusal = """
        CREATE FUNCTION refuse_counters() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'no counters here';
        END $$;
        CREATE TRIGGER refuse_counters BEFORE INSERT OR UPDATE ON live_counters FOR EACH ROW
            EXECUTE FUNCTION refuse_counters();
        """

    /// A sabotage: the database keeps one like more than it was given.
    static let forgery = """
        CREATE FUNCTION forge_counters() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            NEW.likes := NEW.likes + 1;
            RETURN NEW;
        END $$;
        CREATE TRIGGER forge_counters BEFORE INSERT OR UPDATE ON live_counters FOR EACH ROW
            EXECUTE FUNCTION forge_counters();
        """

    /// One write.
    struct Write: Sendable, Equatable {
        /// Seconds since 1970.
        let at: Double
        let minute: Int
        /// Listeners, likes and reports.
        let counts: [String]
    }

    /// The writes while the live ran, in order.
    var running: [Write] = []
    /// The integers of Redis when the last of them was seen: listeners, likes and reports.
    var inRedis: [String] = []
    /// The likes in Redis before the live ended, and those in the last row after that.
    var likesAtEnd = ""
    var lastLikes = ""

    /// The seconds between two writes, one after the other.
    var intervals: [Double] { zip(running.dropFirst(), running).map { $0.at - $1.at } }

    /// What the trigger has noted of a live.
    static func noted(_ live: String, in world: RoadWaveWorld) async throws -> [Write] {
        let rows = try await world.rows(
            """
            SELECT extract(epoch FROM at), extract(epoch FROM minute)::bigint, listeners, likes, reports
            FROM counter_writes WHERE live_id = '\(live)' ORDER BY at
            """)
        return rows.compactMap { row in
            let words = row.split(separator: "\t").map(String.init)
            guard words.count == 5, let at = Double(words[0]), let minute = Int(words[1]) else { return nil }
            return Write(at: at, minute: minute, counts: Array(words[2...]))
        }
    }
}
