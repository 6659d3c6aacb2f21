import Testing

@testable import RoadWave

@Suite("The contract of the store of sweeps", .postgresServer, .timeLimit(.minutes(5)))
struct RetentionStoreContractTests {
    static let implementations = NodeDatabaseImplementation.allCases

    @Test("the database says its own time, in milliseconds", arguments: implementations)
    func clock(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let before = WallDate.now
            let now = try await database.retention.now()
            let after = WallDate.now
            // Both are clocks of this machine; one of them may be rounded.
            #expect(now >= before + .milliseconds(-2) && now <= after + .milliseconds(2))
        }
    }

    @Test("what is known of a recording is its job, its end and its replay", arguments: implementations)
    func facts(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let running = try Live.catalogued("a")
            try await database.catalogue.record(running)
            let waiting = try await database.overLive(at: 60)
            let published = try await database.overLive(at: 60)
            try await database.publish(published, at: .at(100.001), mp3Size: 691_000_000)
            let absent = LiveID()
            let known = try await database.retention.recordings(of: [running.id, waiting, published, absent])
            #expect(
                known == [
                    running.id: RecordingFacts(), waiting: RecordingFacts(job: .recording, endedAt: .at(60)),
                    published: RecordingFacts(
                        job: .published, endedAt: .at(60), publishedAt: .at(100.001), mp3Size: 691_000_000),
                ])
        }
    }

    @Test("more lives are asked about than a statement has parameters", arguments: implementations)
    func many(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let live = try await database.overLive()
            let lives = (0..<250).map { _ in LiveID() } + [live]
            #expect(try await Array(database.retention.recordings(of: lives).keys) == [live])
            #expect(try await database.retention.recordings(of: []).isEmpty)
        }
    }

    @Test("the bytes of a recording can be noted until it is handed over, and then stay", arguments: implementations)
    func bytes(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (jobs, retention) = (database.replayJobs, database.retention)
            let live = try await database.overLive()
            for bytes in [1, 3_000_000_000] as [Int64] { try await retention.noteRecording(of: live, bytes: bytes) }
            #expect(try await retention.recordings(of: [live])[live]?.recordedBytes == 3_000_000_000)
            #expect(try await jobs.handOver(live, at: .at(70)))
            try await retention.noteRecording(of: live, bytes: 5)
            #expect(try await retention.recordings(of: [live])[live]?.recordedBytes == 3_000_000_000)
            #expect(try await jobs.job(of: live)?.state == .queued)
            // Nothing of a live that runs.
            let running = try Live.catalogued("a")
            try await database.catalogue.record(running)
            try await retention.noteRecording(of: running.id, bytes: 5)
            #expect(try await jobs.job(of: running.id) == nil)
        }
    }

    @Test(
        "the node that has a recording is noted until it is handed over; the last one counts",
        arguments: implementations)
    func sender(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (retention, nodes) = (database.retention, [NodeID(), NodeID()])
            let (live, other) = (try await database.overLive(), try await database.overLive())
            _ = try await database.replayJobs.handOver(other, at: .at(70))
            for node in nodes { #expect(try await retention.noteSender(node, of: [live, other, LiveID()]) == [live]) }
            let known = try await retention.recordings(of: [live, other])
            #expect(known[live]?.sender == nodes[1])
            #expect(known[other]?.sender == nil)
            #expect(try await retention.noteSender(nodes[0], of: []).isEmpty)
        }
    }

    @Test("a recording is released once its job is published or dropped, and not before", arguments: implementations)
    func release(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (jobs, retention) = (database.replayJobs, database.retention)
            let live = try await database.overLive()
            #expect(try await !retention.releaseRecording(live, at: .at(70)))
            _ = try await jobs.handOver(live, at: .at(70))
            #expect(try await !retention.releaseRecording(live, at: .at(71)))
            let claim = try #require(try await jobs.claim(live, by: WorkerName(host: "a", process: 1))).claim
            #expect(try await !retention.releaseRecording(live, at: .at(72)))
            #expect(try await jobs.handBack(claim))
            #expect(try await jobs.drop(live, at: .at(73)))
            #expect(try await retention.releasedRecordings(among: [live]).isEmpty)
            #expect(try await retention.releaseRecording(live, at: .at(74)))
            // A sweep that was killed comes again.
            #expect(try await retention.releaseRecording(live, at: .at(75)))
            let published = try await database.overLive()
            try await database.publish(published, at: .at(80))
            #expect(try await retention.releaseRecording(published, at: .at(81)))
            #expect(try await retention.releasedRecordings(among: [live, LiveID(), published]) == [live, published])
        }
    }

    @Test("a job whose recording is being deleted does not begin again", arguments: implementations)
    func noRetry(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let live = try await database.overLive()
            _ = try await jobs.handOver(live, at: .at(70))
            #expect(try await jobs.drop(live, at: .at(71)))
            #expect(try await jobs.retry(live))
            #expect(try await jobs.drop(live, at: .at(72)))
            #expect(try await database.retention.releaseRecording(live, at: .at(73)))
            #expect(try await !jobs.retry(live))
        }
    }

    @Test("lives are found from the millisecond of their limit on, once each", arguments: implementations)
    func ended(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let retention = database.retention
            let running = try Live.catalogued("a")
            try await database.catalogue.record(running)
            let young = try await database.overLive(at: 100.001)
            let old = [
                try await database.overLive(at: 100), try await database.overLive(at: 1, state: .lost),
                try await database.overLive(at: 50),
            ].sorted { $0.description < $1.description }
            #expect(try await retention.endedLives(by: .at(100), after: nil, limit: 10) == old)
            #expect(try await retention.endedLives(by: .at(100), after: nil, limit: 2) == Array(old.prefix(2)))
            #expect(try await retention.endedLives(by: .at(100), after: old[1], limit: 2) == [old[2]])
            try await retention.noteMediaDeleted(old[0], at: .at(200))
            #expect(try await retention.endedLives(by: .at(100), after: nil, limit: 10) == Array(old.dropFirst()))
            #expect(try await retention.endedLives(by: .at(100.001), after: nil, limit: 10).contains(young))
        }
    }

    @Test(
        "jobs that a worker had are found once they are over, until they are swept or dropped",
        arguments: implementations)
    func finished(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let (jobs, retention) = (database.replayJobs, database.retention)
            let claim = try #require(try await database.claimedLive())
            // Without a worker nothing was made.
            let untouched = try await database.waitingLive()
            #expect(try await jobs.drop(untouched.id, at: .at(100)))
            #expect(try await retention.finishedJobs(by: .at(1_000), after: nil, limit: 10).isEmpty)
            #expect(try await jobs.conclude(claim, as: .failed, reason: "why", at: .at(100)))
            let failed = FinishedJob(live: claim.live, state: .failed, claim: 1, finishedAt: .at(100))
            #expect(try await retention.finishedJobs(by: .at(99.999), after: nil, limit: 10).isEmpty)
            #expect(try await retention.finishedJobs(by: .at(100), after: nil, limit: 10) == [failed])
            #expect(try await retention.finishedJobs(by: .at(100), after: claim.live, limit: 10).isEmpty)
            // One that changed meanwhile is not swept.
            try await retention.noteSwept(
                FinishedJob(live: claim.live, state: .dropped, claim: 1, finishedAt: .at(100)))
            #expect(try await retention.finishedJobs(by: .at(100), after: nil, limit: 10) == [failed])
            try await retention.noteSwept(failed)
            #expect(try await retention.finishedJobs(by: .at(100), after: nil, limit: 10).isEmpty)
            #expect(try await !retention.giveUpReplay(claim.live, at: .at(200)))
            #expect(try await jobs.drop(claim.live, at: .at(200)))
            let dropped = FinishedJob(live: claim.live, state: .dropped, claim: 1, finishedAt: .at(200))
            #expect(try await retention.finishedJobs(by: .at(200), after: nil, limit: 10) == [dropped])
            #expect(try await jobs.retry(claim.live))
            #expect(try await !retention.giveUpReplay(claim.live, at: .at(300)))
            #expect(try await jobs.drop(claim.live, at: .at(300)))
            #expect(try await retention.giveUpReplay(claim.live, at: .at(400)))
            #expect(try await !jobs.retry(claim.live))
            let published = try await database.publish(try Live.catalogued("a").over(.ended, .creator, at: 60))
            #expect(try await !retention.giveUpReplay(published.replay.live, at: .at(400)))
        }
    }
}
