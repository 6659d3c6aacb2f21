import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("The contract of the jobs of replays", .postgresServer, .timeLimit(.minutes(5)))
struct ReplayJobsContractTests {
    static let implementations = NodeDatabaseImplementation.allCases

    // MARK: From the end of a live to a waiting job

    @Test(
        "the end of a live writes its job, and a running live has none",
        arguments: implementations, [LiveState.ended, .lost])
    func written(_ implementation: NodeDatabaseImplementation, _ end: LiveState) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let live = try Live.catalogued("a")
            try await database.catalogue.record(live)
            #expect(try await jobs.job(of: live.id) == nil)
            try await database.catalogue.record(live.over(end, end == .lost ? .nodeLost : .creator, at: 60))
            let job = try #require(try await jobs.job(of: live.id))
            #expect(job.state == .recording)
            #expect(job.createdAt == .at(60))
            #expect(job.failures == 0)
            #expect(job.worker == nil)
            #expect(job.finishedAt == nil)
            // What the view `outbox` shows is marked, and nothing else.
            try await implementation.execute(
                """
                UPDATE replay_jobs SET reason = 'seen' WHERE live_id IN
                    (SELECT live_id FROM outbox WHERE kind = 'replay' AND state = 'recording')
                """, on: database)
            #expect(try await jobs.job(of: live.id)?.reason == "seen")
        }
    }

    @Test("a job whose row cannot be written takes the end of its live with it", arguments: implementations)
    func oneTransaction(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let live = try Live.catalogued("a")
            try await database.catalogue.record(live)
            try await implementation.execute("DROP VIEW outbox", on: database)
            try await implementation.execute("ALTER TABLE replay_jobs RENAME TO away", on: database)
            await #expect(throws: DatabaseFailure.self) {
                try await database.catalogue.record(live.over(.ended, .creator, at: 60))
            }
            #expect(try await database.catalogue.live(live.id)?.state == .live)
        }
    }

    @Test("a recording that is handed over makes its job wait, however often that is said", arguments: implementations)
    func handOver(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let live = try await database.endedLive()
            #expect(try await jobs.waiting(limit: 10) == [])
            for _ in 0..<2 { #expect(try await jobs.handOver(live.id, at: .at(100))) }
            #expect(try await jobs.job(of: live.id)?.state == .queued)
            #expect(try await jobs.waiting(limit: 10) == [live.id])
            let claim = try #require(try await jobs.claim(live.id, by: .test())?.claim)
            #expect(try await !jobs.handOver(live.id, at: .at(200)))
            #expect(try await jobs.job(of: live.id)?.state == .working)
            let finished = FinishedReplay.test(of: live)
            #expect(try await jobs.publish(finished, for: claim))
            let published = try await jobs.job(of: live.id)
            #expect(try await !jobs.handOver(live.id, at: .at(300)))
            #expect(try await jobs.job(of: live.id) == published)
            #expect(try await jobs.replay(of: live.id)?.replay == finished.replay)
        }
    }

    @Test("the recording of a live that is unknown or runs is not handed over", arguments: implementations)
    func notOver(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let live = try Live.catalogued("a")
            try await database.catalogue.record(live)
            for id in [live.id, LiveID()] {
                #expect(try await !database.replayJobs.handOver(id, at: .at(0)))
                #expect(try await database.replayJobs.job(of: id) == nil)
            }
        }
    }

    @Test("a live that ended before there were jobs gets one", arguments: implementations)
    func earlier(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let live = try await database.endedLive()
            try await implementation.execute("DELETE FROM replay_jobs", on: database)
            #expect(try await database.replayJobs.unrecorded(among: [live.id]) == [live.id])
            #expect(try await database.replayJobs.handOver(live.id, at: .at(100)))
            #expect(try await database.replayJobs.job(of: live.id)?.createdAt == .at(60))
        }
    }

    @Test("of many lives those are found that are over and were not handed over", arguments: implementations)
    func unrecorded(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let running = try Live.catalogued("runs")
            try await database.catalogue.record(running)
            var (open, all) = ([LiveID](), [running.id, LiveID()])
            for index in 0..<210 {
                let isOpen = index % 3 == 0
                let live =
                    isOpen
                    ? try await database.endedLive(at: Double(index))
                    : try await database.waitingLive(at: Double(index))
                if isOpen { open.append(live.id) }
                all.append(live.id)
            }
            let found = try await database.replayJobs.unrecorded(among: all)
            #expect(found.count == open.count)
            #expect(Set(found) == Set(open))
            #expect(try await database.replayJobs.unrecorded(among: []) == [])
        }
    }

    @Test("of many lives those are found whose jobs are not over", arguments: implementations)
    func unfinished(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            var (unfinished, all) = (Set<LiveID>(), [LiveID()])
            for state in ReplayJob.State.allCases {
                let live = try await Self.bring(database, to: state)
                if !state.isOver { unfinished.insert(live.id) }
                all.append(live.id)
            }
            all += (0..<200).map { _ in LiveID() }
            #expect(try await database.replayJobs.unfinished(among: all.shuffled()) == unfinished)
            #expect(try await database.replayJobs.unfinished(among: []) == [])
        }
    }

    @Test(
        "a live that ended before there were jobs has no replay, unless its recording turns up",
        arguments: implementations)
    func before(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let (old, queued) = (try await database.endedLive("old"), try await database.waitingLive("queued"))
            let now = try await database.retention.now()
            let young = try Live.catalogued("young").over(.ended, .creator, at: 60)
            try await database.catalogue.record(young)
            for (live, end) in [
                (old, now + .seconds(-604_801)), (queued, now + .seconds(-604_801)), (young, now + .seconds(-604_700)),
            ] {
                try await implementation.execute(
                    "UPDATE replay_jobs SET created_at = \(implementation.literal(end)) WHERE live_id = '\(live.id)'",
                    on: database)
            }
            // Once more, as after the migration before it.
            for statement in implementation.migrations[5].statements {
                try await implementation.execute(statement, on: database)
            }
            #expect(try await jobs.job(of: old.id)?.state == .silent)
            #expect(try await jobs.job(of: queued.id)?.state == .queued)
            #expect(try await jobs.job(of: young.id)?.state == .recording)
            #expect(try await Set(jobs.unrecorded(among: [old, queued, young].map(\.id))) == [old.id, young.id])
            #expect(try await jobs.handOver(old.id, at: .at(100)))
            let job = try #require(try await jobs.job(of: old.id))
            #expect(job.state == .queued)
            #expect(job.finishedAt == nil)
            #expect(try await jobs.waiting(limit: 10).contains(old.id))
            // One whose recording was handed over, and is silent, stays as it is.
            let claim = try #require(try await jobs.claim(old.id, by: .test())?.claim)
            #expect(try await jobs.conclude(claim, as: .silent, reason: nil, at: .at(200)))
            #expect(try await !jobs.handOver(old.id, at: .at(300)))
            #expect(try await jobs.job(of: old.id)?.state == .silent)
            #expect(try await jobs.unrecorded(among: [old.id]) == [])
        }
    }

    @Test("jobs wait in the order in which their lives ended", arguments: implementations)
    func order(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            // The longest live began first and ended last.
            let last = try await database.waitingLive(at: 0, until: 300)
            let first = try await database.waitingLive(at: 20, until: 100)
            let second = try await database.waitingLive(at: 10, until: 200)
            let jobs = database.replayJobs
            #expect(try await jobs.waiting(limit: 10) == [first, second, last].map(\.id))
            #expect(try await jobs.waiting(limit: 2) == [first, second].map(\.id))
            #expect(
                try await jobs.jobs(in: [.queued], limit: 2).map(\.live) == [last, second].map(\.id))
            #expect(try await jobs.jobs(in: [.working, .failed], limit: 2) == [])
        }
    }

    // MARK: Claims

    @Test("of workers who ask for a job at once, one gets it, with what it needs", arguments: implementations)
    func claim(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let live = try await database.waitingLive("Sur la route", at: 5.25)
            let claimed = try await withThrowingTaskGroup(of: ClaimedReplay?.self) { group in
                for number in 1...8 {
                    group.addTask { try await jobs.claim(live.id, by: .test(UInt32(number))) }
                }
                return try await group.reduce(into: [ClaimedReplay]()) { found, claim in
                    if let claim { found.append(claim) }
                }
            }
            try #require(claimed.count == 1)
            #expect(claimed[0].title == "Sur la route")
            #expect(claimed[0].creator == live.creator)
            #expect(claimed[0].startedAt == .at(5.25))
            #expect(claimed[0].plan == nil)
            #expect(claimed[0].claim.live == live.id)
            #expect(try await jobs.job(of: live.id)?.state == .working)
            #expect(try await jobs.job(of: live.id)?.worker?.hasPrefix("test-1-") == true)
            #expect(try await jobs.waiting(limit: 10) == [])
            #expect(try await jobs.claim(LiveID(), by: .test()) == nil)
        }
    }

    @Test("each renewal counts, and how far the job is can be read", arguments: implementations)
    func renewal(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let claim = try #require(try await database.claimedLive())
            #expect(try await jobs.claims() == [claim: 0])
            let early = ReplayJob.Progress(stage: .measuring, percent: 1, remainingSeconds: nil)
            let late = ReplayJob.Progress(stage: .encoding, percent: 57, remainingSeconds: 90)
            for progress in [early, late] {
                #expect(try await jobs.renew(claim, progress: progress))
                #expect(try await jobs.job(of: claim.live)?.progress == progress)
            }
            #expect(try await jobs.claims() == [claim: 2])
            #expect(try await jobs.handBack(claim))
            #expect(try await jobs.claims() == [:])
            #expect(try await jobs.job(of: claim.live)?.progress == nil)
            let next = try #require(try await jobs.claim(claim.live, by: .test(2))?.claim)
            #expect(next.number > claim.number)
            #expect(try await jobs.claims() == [next: 0])
        }
    }

    @Test("a plan is given to the next worker as it was stored", arguments: implementations)
    func plan(_ implementation: NodeDatabaseImplementation) async throws {
        let measurement = try await ReplayConversion(
            of: RecordingBytes(try TestRecording.tone(seconds: 2)),
            description: ReplayConversion.Description(title: "", creator: "", date: "")
        ).measure()
        let plan = try #require(ReplayPlan(measurement))
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let claim = try #require(try await database.claimedLive())
            #expect(try await jobs.store(plan, for: claim))
            #expect(try await jobs.handBack(claim))
            #expect(try await jobs.claim(claim.live, by: .test(2))?.plan == plan)
        }
    }

    @Test("nothing that is written under a claim counts once another worker has the job", arguments: implementations)
    func lateWorker(_ implementation: NodeDatabaseImplementation) async throws {
        let measurement = try await ReplayConversion(
            of: RecordingBytes(try TestRecording.tone(seconds: 2)),
            description: ReplayConversion.Description(title: "", creator: "", date: "")
        ).measure()
        let plan = try #require(ReplayPlan(measurement))
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let live = try await database.waitingLive()
            let late = try #require(try await jobs.claim(live.id, by: .test(1))?.claim)
            #expect(try await jobs.handBack(late))
            _ = try #require(try await jobs.claim(live.id, by: .test(2)))
            let before = try await jobs.job(of: live.id)
            let progress = ReplayJob.Progress(stage: .encoding, percent: 9, remainingSeconds: nil)
            #expect(try await !jobs.renew(late, progress: progress))
            #expect(try await !jobs.store(plan, for: late))
            #expect(try await !jobs.handBack(late))
            #expect(try await jobs.fail(late, reason: "late", limit: 1, at: .at(0)) == nil)
            #expect(try await !jobs.conclude(late, as: .silent, reason: nil, at: .at(0)))
            #expect(try await !jobs.publish(.test(of: live), for: late))
            #expect(try await jobs.job(of: live.id) == before)
            #expect(try await jobs.replay(of: live.id) == nil)
            #expect(try await jobs.claims().values.map(\.self) == [0])
        }
    }

    // MARK: Ends

    @Test("a published replay is read back as it was", arguments: implementations, [nil, -14.123_456_789])
    func published(_ implementation: NodeDatabaseImplementation, _ loudness: Double?) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let live = try await database.waitingLive(#"L'été "à" Nîmes 🎙️"#, at: 7.001)
            let claim = try #require(try await jobs.claim(live.id, by: .test())?.claim)
            let finished = FinishedReplay.test(of: live, loudness: loudness)
            #expect(try await jobs.replay(of: live.id) == nil)
            #expect(try await jobs.publish(finished, for: claim))
            let published = try #require(try await jobs.replay(of: live.id))
            #expect(published.replay == finished.replay)
            #expect(try await database.timeMap(of: live.id) == finished.timeMap)
            let job = try await jobs.job(of: live.id)
            #expect(job?.state == .published)
            #expect(job?.title == #"L'été "à" Nîmes 🎙️"#)
            #expect(job?.finishedAt == published.publishedAt)
            #expect(try await jobs.claims() == [:])
        }
    }

    @Test("a replay is published at the date of the database's clock, which sweeps ask", arguments: implementations)
    func publicationDate(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let live = try await database.waitingLive()
            let claim = try #require(try await database.replayJobs.claim(live.id, by: .test())?.claim)
            let before = try await database.retention.now()
            #expect(try await database.replayJobs.publish(.test(of: live), for: claim))
            let after = try await database.retention.now()
            let date = try #require(try await database.replayJobs.replay(of: live.id)?.publishedAt)
            // One of them may be rounded, the other cut.
            #expect(date >= before + .milliseconds(-1) && date <= after + .milliseconds(1))
        }
    }

    @Test("a publication whose answer was lost is repeated, and makes one content", arguments: implementations)
    func publishedTwice(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let live = try await database.waitingLive()
            let claim = try #require(try await jobs.claim(live.id, by: .test())?.claim)
            let finished = FinishedReplay.test(of: live)
            #expect(try await jobs.publish(finished, for: claim))
            let published = try #require(try await jobs.replay(of: live.id))
            let job = try await jobs.job(of: live.id)
            #expect(try await jobs.publish(.test(of: live), for: claim))
            #expect(published.replay == finished.replay)
            #expect(try await jobs.page(matching: LiveFilter(), after: nil).replays == [published])
            #expect(try await jobs.job(of: live.id) == job)
        }
    }

    @Test("failures count, hand-backs do not, and a job is over after the last failure", arguments: implementations)
    func failures(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let live = try await database.waitingLive()
            for failure in 1...3 {
                let given = try #require(try await jobs.claim(live.id, by: .test())?.claim)
                #expect(try await jobs.handBack(given))
                let claim = try #require(try await jobs.claim(live.id, by: .test())?.claim)
                let state = try await jobs.fail(
                    claim, reason: "fault \(failure)", limit: 3, at: .at(Double(failure)))
                #expect(state == (failure == 3 ? .failed : .queued))
                let job = try #require(try await jobs.job(of: live.id))
                #expect(job.state == state)
                #expect(job.failures == failure)
                #expect(job.reason == "fault \(failure)")
                #expect(job.finishedAt == (failure == 3 ? .at(3) : nil))
            }
            #expect(try await jobs.claim(live.id, by: .test()) == nil)
            #expect(try await jobs.waiting(limit: 1) == [])
        }
    }

    @Test(
        "a job that waits again has the reason and the date of its last hand-back or failure",
        arguments: implementations)
    func interruptions(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let claim = try #require(try await database.claimedLive())
            let live = claim.live
            #expect(try await jobs.job(of: live)?.interruption == nil)
            #expect(try await jobs.handBack(claim, reason: "the storage is away", at: .at(7.5)))
            let away = ReplayJob.Interruption(reason: "the storage is away", date: .at(7.5))
            #expect(try await jobs.job(of: live)?.interruption == away)
            #expect(try await jobs.job(of: live)?.reason == nil)
            // An operator still sees it during the next attempt.
            let second = try #require(try await jobs.claim(live, by: .test())?.claim)
            #expect(try await jobs.jobs(in: [.working], limit: 1).first?.interruption == away)
            #expect(try await jobs.fail(second, reason: "a fault", limit: 2, at: .at(8)) == .queued)
            let fault = ReplayJob.Interruption(reason: "a fault", date: .at(8))
            #expect(try await jobs.job(of: live)?.interruption == fault)
            #expect(try await jobs.job(of: live)?.reason == "a fault")
            let third = try #require(try await jobs.claim(live, by: .test())?.claim)
            let long = String(repeating: "é", count: ReplayJob.reasonLimit + 1)
            #expect(try await jobs.handBack(third, reason: long, at: .at(9)))
            #expect(try await jobs.job(of: live)?.interruption?.reason == String(long.dropLast()))
        }
    }

    @Test(
        "a job that has an outcome, or begins again, has no interruption", arguments: implementations,
        [ReplayJob.State.published, .silent, .queued])
    func interruptionsEnd(_ implementation: NodeDatabaseImplementation, _ state: ReplayJob.State) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            let live = try await database.waitingLive()
            let first = try #require(try await jobs.claim(live.id, by: .test())?.claim)
            #expect(try await jobs.handBack(first))
            let claim = try #require(try await jobs.claim(live.id, by: .test())?.claim)
            switch state {
            case .published: #expect(try await jobs.publish(.test(of: live), for: claim))
            case .silent: #expect(try await jobs.conclude(claim, as: .silent, reason: nil, at: .at(9)))
            default:
                #expect(try await jobs.fail(claim, reason: "a fault", limit: 1, at: .at(9)) == .failed)
                #expect(try await jobs.retry(live.id))
            }
            let job = try #require(try await jobs.job(of: live.id))
            #expect(job.state == state)
            #expect(job.interruption == nil)
        }
    }

    @Test(
        "a job that makes no replay is over, with its reason", arguments: implementations,
        [ReplayJob.State.silent, .unsupported, .damaged])
    func concluded(_ implementation: NodeDatabaseImplementation, _ state: ReplayJob.State) async throws {
        let reason = state == .silent ? nil : "six channels"
        try await implementation.withDatabase { database async throws in
            let claim = try #require(try await database.claimedLive())
            let jobs = database.replayJobs
            #expect(try await jobs.conclude(claim, as: state, reason: reason, at: .at(9)))
            let job = try #require(try await jobs.job(of: claim.live))
            #expect(job.state == state)
            #expect(job.reason == reason)
            #expect(job.failures == 0)
            #expect(job.finishedAt == .at(9))
            #expect(try await jobs.replay(of: claim.live) == nil)
        }
    }

    // MARK: Operators

    @Test(
        "a job that is over and not published can be tried again, without its failures", arguments: implementations,
        ReplayJob.State.allCases)
    func retry(_ implementation: NodeDatabaseImplementation, _ state: ReplayJob.State) async throws {
        try await implementation.withDatabase { database async throws in
            let live = try await Self.bring(database, to: state)
            let jobs = database.replayJobs
            let before = try await jobs.job(of: live.id)
            #expect(before?.state == state)
            let isRetried = try await jobs.retry(live.id)
            #expect(isRetried == (state.isOver && state != .published))
            let job = try #require(try await jobs.job(of: live.id))
            guard isRetried else { return #expect(job == before) }
            #expect(job.state == .queued)
            #expect(job.failures == 0)
            #expect(job.reason == nil)
            #expect(job.finishedAt == nil)
            #expect(try await jobs.claim(live.id, by: .test())?.plan == nil)
        }
    }

    @Test("a job that no worker has can be dropped", arguments: implementations, ReplayJob.State.allCases)
    func drop(_ implementation: NodeDatabaseImplementation, _ state: ReplayJob.State) async throws {
        try await implementation.withDatabase { database async throws in
            let live = try await Self.bring(database, to: state)
            let jobs = database.replayJobs
            let before = try await jobs.job(of: live.id)
            let isDropped = try await jobs.drop(live.id, at: .at(500))
            #expect(isDropped == ![.working, .published, .dropped].contains(state))
            let job = try await jobs.job(of: live.id)
            guard isDropped else { return #expect(job == before) }
            #expect(job?.state == .dropped)
            #expect(job?.finishedAt == .at(500))
            // A recording that comes later does not bring it back.
            #expect(try await !jobs.handOver(live.id, at: .at(600)))
            #expect(try await jobs.job(of: live.id)?.state == .dropped)
        }
    }

    @Test("nobody can retry or drop a job that is unknown, or retry one without recording", arguments: implementations)
    func unknown(_ implementation: NodeDatabaseImplementation) async throws {
        try await implementation.withDatabase { database async throws in
            let jobs = database.replayJobs
            #expect(try await !jobs.retry(LiveID()))
            #expect(try await !jobs.drop(LiveID(), at: .at(0)))
            let live = try await database.endedLive()
            #expect(try await jobs.drop(live.id, at: .at(100)))
            #expect(try await !jobs.retry(live.id))
        }
    }

    /// A live whose job is in a state.
    private static func bring(_ database: any NodeDatabase, to state: ReplayJob.State) async throws -> Live {
        guard state != .recording else { return try await database.endedLive() }
        let live = try await database.waitingLive()
        let jobs = database.replayJobs
        if state == .queued { return live }
        if state == .dropped {
            #expect(try await jobs.drop(live.id, at: .at(400)))
            return live
        }
        let claim = try #require(try await jobs.claim(live.id, by: .test())?.claim)
        switch state {
        case .published: #expect(try await jobs.publish(.test(of: live), for: claim))
        case .silent, .unsupported, .damaged:
            #expect(try await jobs.conclude(claim, as: state, reason: "a reason", at: .at(400)))
        case .failed: #expect(try await jobs.fail(claim, reason: "a reason", limit: 1, at: .at(400)) == .failed)
        case .recording, .queued, .working, .dropped: break
        }
        return live
    }
}
