import RoadWaveMedia

@testable import RoadWave

extension NodeDatabase {
    /// A live that ended, with its job in the state `recording`.
    func overLive(at seconds: Double = 60, state: LiveState = .ended) async throws -> LiveID {
        try await overLive(at: .at(seconds), state: state)
    }

    func overLive(at date: WallDate, state: LiveState = .ended) async throws -> LiveID {
        var live = try Live.catalogued("a")
        live.state = state
        live.endedAt = date
        try await catalogue.record(live)
        return live.id
    }

    /// Hands the recording of a live over, takes its job and publishes it, as if the database's clock said this date.
    func publish(_ live: LiveID, at date: WallDate, mp3Size: Int64 = 4) async throws {
        _ = try await replayJobs.handOver(live, at: date)
        guard let job = try await replayJobs.claim(live, by: WorkerName(host: "a", process: 1)) else { return }
        let replay = Replay(
            id: ReplayID(), live: live, creator: job.creator, title: job.title, startedAt: job.startedAt,
            frameCount: 48_000, loudness: -14, mp3Size: mp3Size)
        let finished = FinishedReplay(replay: replay, timeMap: TimeMap(spans: [], originalLength: 0))
        _ = try await replayJobs.publish(finished, for: job.claim)
        try await setPublication(of: live, at: date)
    }
}

/// A store whose database has the date of a test.
struct DatedRetention: RetentionStore {
    let base: any RetentionStore
    let date: WallDate

    func now() async throws(DatabaseFailure) -> WallDate { date }

    func recordings(of lives: [LiveID]) async throws(DatabaseFailure) -> [LiveID: RecordingFacts] {
        try await base.recordings(of: lives)
    }

    func noteRecording(of live: LiveID, bytes: Int64) async throws(DatabaseFailure) {
        try await base.noteRecording(of: live, bytes: bytes)
    }

    func noteSender(_ node: NodeID, of lives: [LiveID]) async throws(DatabaseFailure) -> Set<LiveID> {
        try await base.noteSender(node, of: lives)
    }

    func releaseRecording(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) -> Bool {
        try await base.releaseRecording(live, at: now)
    }

    func releasedRecordings(among lives: [LiveID]) async throws(DatabaseFailure) -> Set<LiveID> {
        try await base.releasedRecordings(among: lives)
    }

    func endedLives(by date: WallDate, after live: LiveID?, limit: Int) async throws(DatabaseFailure) -> [LiveID] {
        try await base.endedLives(by: date, after: live, limit: limit)
    }

    func noteMediaDeleted(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) {
        try await base.noteMediaDeleted(live, at: now)
    }

    func finishedJobs(
        by date: WallDate, after live: LiveID?, limit: Int
    ) async throws(DatabaseFailure) -> [FinishedJob] {
        try await base.finishedJobs(by: date, after: live, limit: limit)
    }

    func giveUpReplay(_ live: LiveID, at now: WallDate) async throws(DatabaseFailure) -> Bool {
        try await base.giveUpReplay(live, at: now)
    }

    func noteSwept(_ job: FinishedJob) async throws(DatabaseFailure) { try await base.noteSwept(job) }
}
