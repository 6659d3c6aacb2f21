import RoadWaveMedia
import Testing

@testable import RoadWave

extension WorkerName {
    /// A worker of a test.
    static func test(_ number: UInt32 = 1) -> WorkerName { WorkerName(host: "test", process: 1, random: number) }
}

extension NodeDatabase {
    /// A live that is over, with the job of its replay: its recording is not handed over.
    func endedLive(_ title: String = "Essai", at seconds: Double = 0, until end: Double? = nil) async throws -> Live {
        let live = try Live.catalogued(title, at: seconds).over(.ended, .creator, at: end ?? seconds + 60)
        try await catalogue.record(live)
        return live
    }

    /// A live that is over, whose job waits for a worker.
    func waitingLive(_ title: String = "Essai", at seconds: Double = 0, until end: Double? = nil) async throws -> Live {
        let live = try await endedLive(title, at: seconds, until: end)
        _ = try await replayJobs.handOver(live.id, at: .at(1_000))
        return live
    }

    /// A live that is over, whose job a worker has.
    func claimedLive(_ title: String = "Essai", by worker: WorkerName = .test()) async throws -> ReplayClaim? {
        try await replayJobs.claim(try await waitingLive(title).id, by: worker)?.claim
    }

    /// The live, with a published replay.
    func publish(_ live: Live) async throws -> PublishedReplay {
        try await catalogue.record(live)
        _ = try await replayJobs.handOver(live.id, at: .at(1_000))
        if let claim = try await replayJobs.claim(live.id, by: .test())?.claim {
            _ = try await replayJobs.publish(.test(of: live), for: claim)
        }
        return try #require(try await replayJobs.replay(of: live.id))
    }

    /// Sets the date of a publication, which is otherwise that of the database's clock.
    func setPublication(of live: LiveID, at date: WallDate) async throws {
        let statements = ["contents SET published_at", "replay_jobs SET finished_at"].map { change in
            SQLStatement(
                "UPDATE \(change) = $2 WHERE live_id = $1 RETURNING live_id", [.text(live.description), .date(date)])
        }
        let results = try await (try sql).run(statements)
        #expect(results.count == 2)
    }

    /// The time map of a published replay, as it is in the database.
    func timeMap(of live: LiveID) async throws -> TimeMap {
        let rows = try await (try sql).read(
            "SELECT time_map FROM contents WHERE live_id = $1", [.text(live.description)])
        return try JSONColumn.value(try #require(rows.first).text("time_map"))
    }

    private var sql: any SQLDatabase {
        get throws { try #require(self as? any SQLDatabase) }
    }
}

extension ReplayJobs {
    /// Gives a job back for a reason of no importance.
    func handBack(_ claim: ReplayClaim) async throws(DatabaseFailure) -> Bool {
        try await handBack(claim, reason: "a test", at: .at(0))
    }
}

extension FinishedReplay {
    /// The replay of a live, with values of no importance.
    static func test(of live: Live, loudness: Double? = -14.0625) -> FinishedReplay {
        FinishedReplay(
            replay: Replay(
                id: ReplayID(), live: live.id, creator: live.creator, title: Replay.titlePrefix + live.metadata.title,
                startedAt: live.startedAt, frameCount: 144_000, loudness: loudness, mp3Size: 5_000_000_000),
            timeMap: TimeMap(
                spans: [
                    TimeMap.Span(original: 0, replay: 0, length: 96_000),
                    TimeMap.Span(original: 480_000, replay: 96_000, length: 48_000),
                ], originalLength: 528_001))
    }
}
