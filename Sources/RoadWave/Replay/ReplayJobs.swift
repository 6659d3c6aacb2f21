internal import RoadWaveMedia

/// The jobs of all replays: the table `replay_jobs`, which is the truth about them. The queue in Redis is refilled from it.
/// Its contract suite runs on every implementation.
///
/// A row is made by the catalogue, with the end of the live. What a worker writes counts only while its claim holds: those
/// calls return false once another worker has the job.
protocol ReplayJobs: Sendable {
    /// The recording of a live that is over is in the secondary storage: the job may be taken. Nothing changes for a
    /// job that was handed over before. A live that ended before there were jobs gets one, or its job begins.
    /// - Returns: whether the job waits for a worker now.
    func handOver(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) -> Bool

    /// The lives, among these, whose recordings were not handed over.
    func unrecorded(among lives: [LiveID]) async throws(DatabaseFailure) -> [LiveID]

    /// The lives, among these, whose jobs are not over.
    func unfinished(among lives: [LiveID]) async throws(DatabaseFailure) -> Set<LiveID>

    /// The jobs that wait for a worker, oldest first.
    func waiting(limit: Int) async throws(DatabaseFailure) -> [LiveID]

    /// The claims that are held, with the number of their renewals, for ``ClaimWatch``.
    func claims() async throws(DatabaseFailure) -> [ReplayClaim: Int]

    /// Takes a job; nil if it does not wait.
    func claim(_ live: LiveID, by worker: WorkerName) async throws(DatabaseFailure) -> ClaimedReplay?

    /// Renews a claim, and says how far the job is.
    func renew(_ claim: ReplayClaim, progress: ReplayJob.Progress) async throws(DatabaseFailure) -> Bool

    /// Stores the plan of a replay, before any of its media is stored.
    func store(_ plan: ReplayPlan, for claim: ReplayClaim) async throws(DatabaseFailure) -> Bool

    /// Gives a job back; another worker may take it. It does not count as a failure.
    /// - Parameter reason: why, in English, for operators; cut after ``ReplayJob/reasonLimit`` characters.
    func handBack(_ claim: ReplayClaim, reason: String, at now: WallDate) async throws(DatabaseFailure) -> Bool

    /// Records a failure. The job waits again, unless it has failed `limit` times: it is over then.
    /// - Returns: the state of the job; nil if the claim is lost.
    func fail(
        _ claim: ReplayClaim, reason: String, limit: Int, at now: WallDate
    ) async throws(DatabaseFailure) -> ReplayJob.State?

    /// Ends a job that makes no replay.
    func conclude(
        _ claim: ReplayClaim, as state: ReplayJob.State, reason: String?, at now: WallDate
    ) async throws(DatabaseFailure) -> Bool

    /// Publishes a replay and ends its job, in one transaction, both with the date of the database's clock: sweeps
    /// compare that date with the same clock.
    func publish(_ replay: FinishedReplay, for claim: ReplayClaim) async throws(DatabaseFailure) -> Bool

    /// The job of a live.
    func job(of live: LiveID) async throws(DatabaseFailure) -> ReplayJob?

    /// The jobs in these states, newest first.
    func jobs(in states: [ReplayJob.State], limit: Int) async throws(DatabaseFailure) -> [ReplayJob]

    /// Lets a job that is over, and is not published, wait again, with no failures. Without its recording it stays over.
    func retry(_ live: LiveID) async throws(DatabaseFailure) -> Bool

    /// Gives a job up that no worker has. Its recording may then be deleted.
    func drop(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) -> Bool

    /// A published replay.
    func replay(of live: LiveID) async throws(DatabaseFailure) -> PublishedReplay?

    /// The published replays whose lives match, newest live first, at most ``ReplayPage/limit``.
    func page(matching filter: LiveFilter, after cursor: LiveCursor?) async throws(DatabaseFailure) -> ReplayPage
}
