/// What sweeps ask of the tables `lives`, `replay_jobs` and `contents`. Periods are computed by the caller, in
/// milliseconds: an interval of PostgreSQL follows the session's time zone.
struct SQLRetentionStore: RetentionStore {
    /// The smallest UUID, which no live has.
    private static let smallest = "00000000-0000-0000-0000-000000000000"

    let database: any SQLDatabase

    func now() async throws(DatabaseFailure) -> WallDate {
        guard let row = try await database.run("SELECT \(database.currentMilliseconds) AS now_ms").first else {
            throw DatabaseFailure(.unreadable, "the database does not say what time it is")
        }
        return try row.date("now_ms")
    }

    func recordings(of lives: [LiveID]) async throws(DatabaseFailure) -> [LiveID: RecordingFacts] {
        var found: [LiveID: RecordingFacts] = [:]
        for (places, values) in SQLStatement.portions(of: lives) {
            let rows = try await database.run(
                """
                SELECT lives.live_id, replay_jobs.state AS job_state, replay_jobs.reason,
                    replay_jobs.recorded_bytes, replay_jobs.kept_by,
                    \(database.milliseconds("lives.ended_at")) AS ended_ms,
                    \(database.milliseconds("contents.published_at")) AS published_ms, contents.mp3_bytes
                FROM lives LEFT JOIN replay_jobs ON replay_jobs.live_id = lives.live_id
                    LEFT JOIN contents ON contents.live_id = lives.live_id AND contents.type = 'replay'
                WHERE lives.live_id IN (\(places))
                """, values)
            for row in rows {
                let live = try row.live()
                let state = try row.optionalText("job_state")
                let job = state.flatMap { ReplayJob.State(rawValue: $0) }
                guard (state == nil) == (job == nil) else {
                    throw DatabaseFailure(.unreadable, "the job of \(live) has a state that this version does not know")
                }
                found[live] = RecordingFacts(
                    job: job, reason: try row.optionalText("reason"),
                    recordedBytes: try row.optionalInteger("recorded_bytes"),
                    sender: try row.optionalText("kept_by").flatMap { NodeID($0) },
                    endedAt: try row.optionalDate("ended_ms"), publishedAt: try row.optionalDate("published_ms"),
                    mp3Size: try row.optionalInteger("mp3_bytes"))
            }
        }
        return found
    }

    func noteRecording(of live: LiveID, bytes: Int64) async throws(DatabaseFailure) {
        try await database.run(
            """
            INSERT INTO replay_jobs (live_id, created_at, state, recorded_bytes)
            SELECT live_id, ended_at, 'recording', CAST($2 AS bigint) FROM lives
            WHERE live_id = $1 AND state IN ('ended', 'lost') AND ended_at IS NOT NULL
            ON CONFLICT (live_id) DO UPDATE SET recorded_bytes = CASE
                WHEN replay_jobs.handed_over_at IS NULL THEN excluded.recorded_bytes
                ELSE replay_jobs.recorded_bytes END
            RETURNING live_id
            """, [.text(live.description), .integer(bytes)])
    }

    func noteSender(_ node: NodeID, of lives: [LiveID]) async throws(DatabaseFailure) -> Set<LiveID> {
        var found: Set<LiveID> = []
        for (places, values) in SQLStatement.portions(of: lives) {
            let rows = try await database.run(
                """
                UPDATE replay_jobs SET kept_by = $\(values.count + 1)
                WHERE live_id IN (\(places)) AND handed_over_at IS NULL RETURNING live_id
                """, values + [.text(node.description)])
            for row in rows { found.insert(try row.live()) }
        }
        return found
    }

    func releaseRecording(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) -> Bool {
        let rows = try await database.run(
            """
            UPDATE replay_jobs SET raw_deleted_at = coalesce(raw_deleted_at, $2)
            WHERE live_id = $1 AND state IN ('published', 'dropped') RETURNING live_id
            """, [.text(live.description), .date(now)])
        return !rows.isEmpty
    }

    func releasedRecordings(among lives: [LiveID]) async throws(DatabaseFailure) -> Set<LiveID> {
        var found: Set<LiveID> = []
        for (places, values) in SQLStatement.portions(of: lives) {
            let rows = try await database.run(
                "SELECT live_id FROM replay_jobs WHERE live_id IN (\(places)) AND raw_deleted_at IS NOT NULL", values)
            for row in rows { found.insert(try row.live()) }
        }
        return found
    }

    func endedLives(by date: WallDate, after live: LiveID?, limit: Int) async throws(DatabaseFailure) -> [LiveID] {
        let rows = try await database.run(
            """
            SELECT replay_jobs.live_id FROM replay_jobs JOIN lives ON lives.live_id = replay_jobs.live_id
            WHERE replay_jobs.live_media_deleted_at IS NULL AND lives.state IN ('ended', 'lost')
                AND lives.ended_at <= $1 AND replay_jobs.live_id > $2
            ORDER BY replay_jobs.live_id LIMIT $3
            """,
            [.date(date), .text(live?.description ?? Self.smallest), .integer(Int64(limit))])
        return try rows.map { row throws(DatabaseFailure) in try row.live() }
    }

    func noteMediaDeleted(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) {
        try await database.run(
            "UPDATE replay_jobs SET live_media_deleted_at = $2 WHERE live_id = $1 RETURNING live_id",
            [.text(live.description), .date(now)])
    }

    func finishedJobs(
        by date: WallDate, after live: LiveID?, limit: Int
    ) async throws(DatabaseFailure) -> [FinishedJob] {
        let rows = try await database.run(
            """
            SELECT live_id, state, claim, \(database.milliseconds("finished_at")) AS finished_ms FROM replay_jobs
            WHERE claim > swept_claim AND state NOT IN ('recording', 'queued', 'working') AND finished_at <= $1
                AND live_id > $2
            ORDER BY live_id LIMIT $3
            """, [.date(date), .text(live?.description ?? Self.smallest), .integer(Int64(limit))])
        return try rows.map { row throws(DatabaseFailure) in
            let live = try row.live()
            guard let state = ReplayJob.State(rawValue: try row.text("state")) else {
                throw DatabaseFailure(.unreadable, "the job of \(live) has a state that this version does not know")
            }
            return FinishedJob(
                live: live, state: state, claim: Int(try row.integer("claim")), finishedAt: try row.date("finished_ms"))
        }
    }

    func giveUpReplay(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) -> Bool {
        let rows = try await database.run(
            """
            UPDATE replay_jobs SET raw_deleted_at = coalesce(raw_deleted_at, $2)
            WHERE live_id = $1 AND state = 'dropped'
                AND NOT EXISTS (SELECT 1 FROM contents WHERE contents.live_id = replay_jobs.live_id)
            RETURNING live_id
            """, [.text(live.description), .date(now)])
        return !rows.isEmpty
    }

    func noteSwept(_ job: FinishedJob) async throws(DatabaseFailure) {
        try await database.run(
            """
            UPDATE replay_jobs SET swept_claim = claim
            WHERE live_id = $1 AND claim = $2 AND state = $3 RETURNING live_id
            """, [.text(job.live.description), .integer(Int64(job.claim)), .text(job.state.rawValue)])
    }
}
