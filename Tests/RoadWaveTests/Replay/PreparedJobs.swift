import RoadWaveMedia

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
    func publish(_ live: Live) async throws -> Replay {
        try await catalogue.record(live)
        _ = try await replayJobs.handOver(live.id, at: .at(1_000))
        let replay = Replay.test(of: live)
        if let claim = try await replayJobs.claim(live.id, by: .test())?.claim {
            _ = try await replayJobs.publish(replay, for: claim)
        }
        return replay
    }
}

extension Replay {
    /// The replay of a live, with values of no importance.
    static func test(of live: Live, loudness: Double? = -14.0625) -> Replay {
        Replay(
            id: ReplayID(), live: live.id, creator: live.creator, title: titlePrefix + live.metadata.title,
            startedAt: live.startedAt, publishedAt: .at(2_000.123), frameCount: 144_000, loudness: loudness,
            timeMap: TimeMap(
                spans: [
                    TimeMap.Span(original: 0, replay: 0, length: 96_000),
                    TimeMap.Span(original: 480_000, replay: 96_000, length: 48_000),
                ], originalLength: 528_001),
            mp3Size: 5_000_000_000)
    }
}
