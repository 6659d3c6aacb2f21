internal import RoadWaveMedia

/// The jobs and the published replays in a database: the tables `replay_jobs` and `contents`.
///
/// Each call is one statement or one transaction, so that it holds however many workers there are. A claim is compared in
/// the statement itself. See docs/decisions/replay.md, « At least once, published once ».
struct SQLReplayJobs: ReplayJobs {
    let database: any SQLDatabase

    // MARK: Recordings

    /// Whether the recording of a job was never handed over. The job waits for it, or is silent, because its live ended
    /// before there were jobs. In both cases the recording may turn up.
    private static let isUnrecorded = """
        replay_jobs.state = 'recording' OR (replay_jobs.state = 'silent' AND replay_jobs.handed_over_at IS NULL)
        """

    func handOver(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) -> Bool {
        let results = try await database.run([
            // A live from before there were jobs, or whose end was written by an older version.
            SQLStatement(
                """
                INSERT INTO replay_jobs (live_id, created_at, state)
                SELECT live_id, ended_at, 'recording' FROM lives
                WHERE live_id = $1 AND state IN ('ended', 'lost') AND ended_at IS NOT NULL
                ON CONFLICT (live_id) DO UPDATE SET live_id = excluded.live_id
                RETURNING live_id
                """, [.text(live.description)]),
            SQLStatement(
                """
                UPDATE replay_jobs SET
                    state = CASE WHEN \(Self.isUnrecorded) THEN 'queued' ELSE state END,
                    finished_at = CASE WHEN \(Self.isUnrecorded) THEN NULL ELSE finished_at END,
                    handed_over_at = coalesce(handed_over_at, $2)
                WHERE live_id = $1 RETURNING state
                """, [.text(live.description), .date(now)]),
        ])
        guard results.count == 2, let row = results[1].first else { return false }
        return try row.text("state") == ReplayJob.State.queued.rawValue
    }

    func unrecorded(among lives: [LiveID]) async throws(DatabaseFailure) -> [LiveID] {
        try await self.lives(among: lives) { places in
            """
            SELECT lives.live_id FROM lives LEFT JOIN replay_jobs ON replay_jobs.live_id = lives.live_id
            WHERE lives.live_id IN (\(places)) AND lives.state IN ('ended', 'lost')
                AND (replay_jobs.state IS NULL OR \(Self.isUnrecorded))
            """
        }
    }

    /// The lives that a statement finds among these.
    /// - Parameter statement: the statement, given the list of its parameters.
    private func lives(
        among lives: [LiveID], _ statement: (_ places: String) -> String
    ) async throws(DatabaseFailure) -> [LiveID] {
        var found: [LiveID] = []
        for (places, values) in SQLStatement.portions(of: lives) {
            for row in try await database.read(statement(places), values) { found.append(try row.live()) }
        }
        return found
    }

    // MARK: The queue

    func waiting(limit: Int) async throws(DatabaseFailure) -> [LiveID] {
        let rows = try await database.read(
            "SELECT live_id FROM replay_jobs WHERE state = 'queued' ORDER BY created_at, live_id LIMIT $1",
            [.integer(Int64(limit))])
        return try rows.map { row throws(DatabaseFailure) in try row.live() }
    }

    func unfinished(among lives: [LiveID]) async throws(DatabaseFailure) -> Set<LiveID> {
        Set(
            try await self.lives(among: lives) { places in
                """
                SELECT live_id FROM replay_jobs
                WHERE live_id IN (\(places)) AND state IN ('recording', 'queued', 'working')
                """
            })
    }

    func claims() async throws(DatabaseFailure) -> [ReplayClaim: Int] {
        let rows = try await database.read("SELECT live_id, claim, renewals FROM replay_jobs WHERE state = 'working'")
        var claims: [ReplayClaim: Int] = [:]
        for row in rows {
            claims[ReplayClaim(live: try row.live(), number: Int(try row.integer("claim")))] =
                Int(try row.integer("renewals"))
        }
        return claims
    }

    // MARK: Claims

    /// No worker has the job.
    private static let noProgress = "stage = NULL, percent = NULL, remaining_s = NULL"

    func claim(_ live: LiveID, by worker: WorkerName) async throws(DatabaseFailure) -> ClaimedReplay? {
        let results = try await database.run([
            SQLStatement(
                """
                UPDATE replay_jobs SET state = 'working', claim = claim + 1, worker = $2, renewals = 0,
                    \(Self.noProgress)
                WHERE live_id = $1 AND state = 'queued' RETURNING claim
                """, [.text(live.description), .text(worker.description)]),
            SQLStatement(
                """
                SELECT lives.creator_id, lives.title, \(database.milliseconds("lives.started_at")) AS started_ms,
                    replay_jobs.claim, replay_jobs.plan
                FROM replay_jobs JOIN lives ON lives.live_id = replay_jobs.live_id WHERE replay_jobs.live_id = $1
                """, [.text(live.description)]),
        ])
        guard results.count == 2, let row = results[1].first else { return nil }
        guard let creator = UserID(try row.text("creator_id")) else {
            throw DatabaseFailure(.unreadable, "the row of the live \(live) is not one of ours")
        }
        return ClaimedReplay(
            claim: ReplayClaim(live: live, number: Int(try row.integer("claim"))), creator: creator,
            title: try row.text("title"), startedAt: try row.date("started_ms"),
            // A plan of another version is made anew.
            plan: try row.optionalText("plan").flatMap { try? JSONColumn.value($0) })
    }

    func renew(_ claim: ReplayClaim, progress: ReplayJob.Progress) async throws(DatabaseFailure) -> Bool {
        try await update(
            claim, "renewals = renewals + 1, stage = $3, percent = $4, remaining_s = $5",
            [
                .text(progress.stage.rawValue), .integer(Int64(progress.percent)),
                SQLValue(progress.remainingSeconds),
            ])
    }

    func store(_ plan: ReplayPlan, for claim: ReplayClaim) async throws(DatabaseFailure) -> Bool {
        try await update(claim, "plan = $3", [.text(try JSONColumn.text(plan))])
    }

    func handBack(_ claim: ReplayClaim, reason: String, at now: WallDate) async throws(DatabaseFailure) -> Bool {
        try await update(
            claim,
            """
            state = 'queued', interruption = $3, interrupted_at = $4,
            \(Self.noProgress)
            """, [.text(Self.cut(reason)), .date(now)])
    }

    func fail(
        _ claim: ReplayClaim, reason: String, limit: Int, at now: WallDate
    ) async throws(DatabaseFailure) -> ReplayJob.State? {
        let rows = try await database.run(
            """
            UPDATE replay_jobs SET failures = failures + 1, reason = $3, interruption = $3, interrupted_at = $5,
                \(Self.noProgress),
                state = CASE WHEN failures + 1 >= $4 THEN 'failed' ELSE 'queued' END,
                finished_at = CASE WHEN failures + 1 >= $4 THEN $5 ELSE finished_at END
            WHERE live_id = $1 AND claim = $2 AND state = 'working' RETURNING state
            """, claim.values + [.text(Self.cut(reason)), .integer(Int64(limit)), .date(now)])
        return try rows.first.flatMap { row throws(DatabaseFailure) in ReplayJob.State(rawValue: try row.text("state"))
        }
    }

    private static func cut(_ reason: String) -> String { String(reason.prefix(ReplayJob.reasonLimit)) }

    func conclude(
        _ claim: ReplayClaim, as state: ReplayJob.State, reason: String?, at now: WallDate
    ) async throws(DatabaseFailure) -> Bool {
        try await update(
            claim,
            """
            state = $3, reason = $4, finished_at = $5, interruption = NULL, interrupted_at = NULL,
            \(Self.noProgress)
            """, [.text(state.rawValue), SQLValue(reason.map(Self.cut)), .date(now)])
    }

    func publish(_ finished: FinishedReplay, for claim: ReplayClaim) async throws(DatabaseFailure) -> Bool {
        let replay = finished.replay
        let results = try await database.run([
            // Also true where the answer to an earlier call was lost.
            SQLStatement(
                """
                UPDATE replay_jobs SET state = 'published', reason = NULL, interruption = NULL, interrupted_at = NULL,
                    finished_at = CASE WHEN state = 'published' THEN finished_at ELSE \(database.currentDate) END,
                    \(Self.noProgress)
                WHERE live_id = $1 AND claim = $2 AND state IN ('working', 'published') RETURNING live_id
                """, claim.values),
            SQLStatement(
                """
                INSERT INTO contents (content_id, live_id, type, title, geo_type, duration_s, loudness_lufs,
                    published_at, creator_id, started_at, frames, time_map, mp3_bytes)
                VALUES ($1, $2, 'replay', $3, $4, $5, $6,
                    (SELECT finished_at FROM replay_jobs WHERE replay_jobs.live_id = $2), $7, $8, $9, $10, $11)
                ON CONFLICT (live_id, type) DO NOTHING
                """,
                [
                    .text(replay.id.description), .text(replay.live.description), .text(replay.title),
                    .text(Replay.geoType), .real(Double(replay.frameCount) / 48_000), SQLValue(replay.loudness),
                    .text(replay.creator.description), .date(replay.startedAt), .integer(replay.frameCount),
                    .text(try JSONColumn.text(finished.timeMap)), .integer(replay.mp3Size),
                ]),
        ])
        return results.first?.isEmpty == false
    }

    private func update(_ claim: ReplayClaim, _ changes: String, _ values: [SQLValue]) async throws(DatabaseFailure)
        -> Bool
    {
        let rows = try await database.run(
            """
            UPDATE replay_jobs SET \(changes)
            WHERE live_id = $1 AND claim = $2 AND state = 'working' RETURNING live_id
            """, claim.values + values)
        return !rows.isEmpty
    }

    // MARK: Operators

    func job(of live: LiveID) async throws(DatabaseFailure) -> ReplayJob? {
        let rows = try await database.read(
            "SELECT \(columns) FROM \(Self.jobs) WHERE replay_jobs.live_id = $1", [.text(live.description)])
        return try rows.first.map { row throws(DatabaseFailure) in try row.replayJob() }
    }

    func jobs(in states: [ReplayJob.State], limit: Int) async throws(DatabaseFailure) -> [ReplayJob] {
        guard !states.isEmpty else { return [] }
        let names = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let rows = try await database.read(
            """
            SELECT \(columns) FROM \(Self.jobs) WHERE replay_jobs.state IN (\(names))
            ORDER BY replay_jobs.created_at DESC, replay_jobs.live_id DESC LIMIT $1
            """, [.integer(Int64(limit))])
        return try rows.map { row throws(DatabaseFailure) in try row.replayJob() }
    }

    func retry(_ live: LiveID) async throws(DatabaseFailure) -> Bool {
        let rows = try await database.run(
            """
            UPDATE replay_jobs SET state = 'queued', failures = 0, reason = NULL, finished_at = NULL, plan = NULL,
                interruption = NULL, interrupted_at = NULL
            WHERE live_id = $1 AND state IN ('silent', 'unsupported', 'damaged', 'failed', 'dropped')
                AND handed_over_at IS NOT NULL AND raw_deleted_at IS NULL
            RETURNING live_id
            """, [.text(live.description)])
        return !rows.isEmpty
    }

    func drop(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) -> Bool {
        let rows = try await database.run(
            """
            UPDATE replay_jobs SET state = 'dropped', finished_at = $2, swept_claim = 0
            WHERE live_id = $1 AND state NOT IN ('working', 'published', 'dropped') RETURNING live_id
            """, [.text(live.description), .date(now)])
        return !rows.isEmpty
    }

    private static let jobs = "replay_jobs LEFT JOIN lives ON lives.live_id = replay_jobs.live_id"

    private var columns: String {
        """
        replay_jobs.live_id, lives.title, replay_jobs.state,
        \(database.milliseconds("replay_jobs.created_at")) AS created_ms, replay_jobs.worker, replay_jobs.failures,
        replay_jobs.reason, replay_jobs.interruption,
        \(database.milliseconds("replay_jobs.interrupted_at")) AS interrupted_ms,
        replay_jobs.stage, replay_jobs.percent, replay_jobs.remaining_s,
        \(database.milliseconds("replay_jobs.finished_at")) AS finished_ms
        """
    }

    // MARK: Replays

    func replay(of live: LiveID) async throws(DatabaseFailure) -> PublishedReplay? {
        let rows = try await database.read(
            "SELECT \(replayColumns) FROM contents AS content WHERE live_id = $1 AND type = 'replay'",
            [.text(live.description)])
        return try rows.first.map { row throws(DatabaseFailure) in try row.publishedReplay() }
    }

    func page(matching filter: LiveFilter, after cursor: LiveCursor?) async throws(DatabaseFailure) -> ReplayPage {
        let search = LiveSearch(filter, after: cursor)
        guard !search.conditions.isEmpty else {
            return try replayPage(try await database.read(list(search, limit: ReplayPage.limit + 1), isSearch: false))
        }
        let walk = try await SQLLiveList(database: database).walk(search, isSearch: true)
        let rows = try await database.read(walk.replays(replayColumns, limit: ReplayPage.limit + 1), isSearch: true)
        guard rows.count <= ReplayPage.limit else { return try replayPage(rows) }
        // Without a row at the end of its reach, a search sees the list to its end.
        return try replayPage(rows, reached: try await database.read(walk.reached(), isSearch: true).first)
    }

    private func replayPage(_ rows: [SQLRow], reached: SQLRow? = nil) throws(DatabaseFailure) -> ReplayPage {
        let found = try rows.map { row throws(DatabaseFailure) in try row.publishedReplay() }
        let page = Array(found.prefix(ReplayPage.limit))
        var next: LiveCursor?
        if found.count > page.count {
            next = page.last.map { LiveCursor(startedAt: $0.replay.startedAt, id: $0.replay.live) }
        } else if let reached {
            next = LiveCursor(startedAt: try reached.date("started_ms"), id: try reached.live())
        }
        return ReplayPage(replays: page, next: next)
    }

    /// The newest replays, all of which match.
    private func list(_ search: LiveSearch, limit: Int) -> SQLStatement {
        var values: [SQLValue] = []
        var walk = "content.type = 'replay'"
        if let from = search.from {
            values.append(.date(from))
            walk += " AND content.started_at >= $\(values.count)"
        }
        if let after = search.after {
            // The smallest identity: no other comes before it.
            let id = after.id?.description ?? "00000000-0000-0000-0000-000000000000"
            values += [.date(after.startedAt), .text(id)]
            walk += " AND (content.started_at, content.live_id) < ($\(values.count - 1), $\(values.count))"
        }
        return SQLStatement(
            """
            SELECT \(replayColumns) FROM contents AS content WHERE \(walk)
            ORDER BY content.started_at DESC, content.live_id DESC LIMIT \(limit)
            """, values)
    }

    private var replayColumns: String {
        """
        content.content_id, content.live_id, content.title, content.creator_id,
        \(database.milliseconds("content.started_at")) AS started_ms,
        \(database.milliseconds("content.published_at")) AS published_ms, content.frames, content.loudness_lufs,
        content.mp3_bytes
        """
    }
}

extension ReplayClaim {
    fileprivate var values: [SQLValue] { [.text(live.description), .integer(Int64(number))] }
}

extension SQLRow {
    /// The live of a row.
    func live() throws(DatabaseFailure) -> LiveID {
        guard let live = LiveID(try text("live_id")) else {
            throw DatabaseFailure(.unreadable, "a row's live_id is no UUID")
        }
        return live
    }

    fileprivate func replayJob() throws(DatabaseFailure) -> ReplayJob {
        let live = try live()
        guard let state = ReplayJob.State(rawValue: try text("state")) else {
            throw DatabaseFailure(.unreadable, "the job of \(live) has a state that this version does not know")
        }
        let stage = try optionalText("stage").flatMap { ReplayJob.Progress.Stage(rawValue: $0) }
        let percent = try optionalInteger("percent")
        let remaining = try optionalInteger("remaining_s").map { Int($0) }
        var interruption: ReplayJob.Interruption?
        if let reason = try optionalText("interruption"), let date = try optionalDate("interrupted_ms") {
            interruption = ReplayJob.Interruption(reason: reason, date: date)
        }
        return ReplayJob(
            live: live, title: try optionalText("title"), state: state, createdAt: try date("created_ms"),
            worker: try optionalText("worker"), failures: Int(try integer("failures")),
            reason: try optionalText("reason"), interruption: interruption,
            progress: stage.map { stage in
                ReplayJob.Progress(stage: stage, percent: Int(percent ?? 0), remainingSeconds: remaining)
            }, finishedAt: try optionalDate("finished_ms"))
    }

    fileprivate func publishedReplay() throws(DatabaseFailure) -> PublishedReplay {
        let live = try live()
        guard let id = ReplayID(try text("content_id")), let creator = UserID(try text("creator_id")) else {
            throw DatabaseFailure(.unreadable, "the replay of \(live) is not one of ours")
        }
        let replay = Replay(
            id: id, live: live, creator: creator, title: try text("title"), startedAt: try date("started_ms"),
            frameCount: try integer("frames"), loudness: try optionalReal("loudness_lufs"),
            mp3Size: try integer("mp3_bytes"))
        return PublishedReplay(replay: replay, publishedAt: try date("published_ms"))
    }
}
