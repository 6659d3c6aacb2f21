internal import Foundation
internal import Gherkin
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// A live that is over, its job, and the workers that make its replay.
extension RoadWaveWorld {
    /// A node whose replays are made by workers of their own, as in production: a queue in Redis, a secondary storage.
    func startReplayNode() async throws {
        let folder = folder + "/redis"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let redis = try await RedisServer.start(in: folder)
        atEnd { await redis.stop() }
        replay.redis = redis
        let infrastructure = try runningInfrastructure()
        // OVH would be asked for another service; here it is another bucket of the one server.
        let copies = infrastructure.bucket + "-copies"
        try await infrastructure.storage.makeBucket(copies)
        var settings: [String: String?] = [
            "ROADWAVE_REDIS_URL": redis.url, "ROADWAVE_WORKERS": "0",
            // An empty Redis admits nobody before the leases that it may have lost are over.
            "ROADWAVE_SLOT_LEASE_SECONDS": "3",
        ]
        replay.copies = copies
        let target = replay.accomplices.contains(.copiesGoToOrigin) ? infrastructure.bucket : copies
        for (key, value) in infrastructure.storage.settings(bucket: target)
        where !replay.accomplices.contains(.copiesStayOnNode) {
            settings[key.replacing("ROADWAVE_S3_", with: "ROADWAVE_S3_SECONDARY_")] = value
        }
        try await restartServer(with: settings)
        try await waitUntilReady()
    }

    /// Waits until the node admits lives.
    func waitUntilReady() async throws {
        let ready = "\(try runningServer().admin)/readyz"
        while await HTTPWitness().request(ready)?.status != 200 {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// A creator and a guest speak at once in real time, one on each side, with silences; then the live ends.
    /// - Parameters:
    ///   - seconds: how long each piece is, and the silence after it.
    ///   - vanishing: how long another creator speaks beside them, who then goes away without a word. The node ends that
    ///     live first.
    func finishLive(_ seconds: [(said: Double, silent: Double)], beside vanishing: Double? = nil) async throws {
        try await startReplayNode()
        try await noteTransactions()
        let voice = try await Speech.synthesisePair(in: folder)
        // 12 dB under what the synthesiser says: there is something to normalise.
        let factor: Float = replay.accomplices.contains(.creatorIsMute) ? 0 : 0.25
        let speech = try PiecedSpeech(voice, seconds, factor: factor)
        replay.speech = speech
        if vanishing != nil {
            replay.vanishedCreator = try await startCreator(speech.whole, token: "createur-qui-disparait")
        }
        let creator = try await startCreator(speech.whole)
        replay.creator = creator
        if let vanishing, let other = replay.vanishedCreator {
            try await other.speak(forSeconds: vanishing)
            await other.vanish()
        }
        // 20 ms a packet. The last silence is cut short: what follows would be the first word again.
        let last = Int((Double(speech.whole.frameCount) / 48_000 - 1) * 50)
        while await creator.sentPackets.count < last {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(20))
        }
        if let other = replay.vanishedCreator {
            while try await field("state", of: other.liveID) != "ended" {
                // why: the pause between two looks at a condition, whose bound is the time limit of the step.
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        let end = ContinuousClock.now
        await creator.stop()
        replay.secondsToEnd = (ContinuousClock.now - end) / .seconds(1)
    }

    /// A creator connects to the node of the scenario, speaks, and goes away at the end of the scenario.
    func startCreator(
        _ voice: PCM, token: String = "createur-de-la-specification"
    ) async throws -> SpeakingCreator {
        let creator = try await SpeakingCreator.start(at: try runningServer().http, voice: voice, token: token)
        atEnd { await creator.vanish() }
        return creator
    }

    /// Has the database note when it writes the ends of lives and the jobs of their replays.
    private func noteTransactions() async throws {
        _ = try await rows(EndTransactions.triggers)
        if replay.accomplices.contains(.jobsComeLate) { _ = try await rows(EndTransactions.lateJobs) }
    }

    /// The live that is over.
    func finishedLive() throws -> String {
        guard let creator = replay.creator else { throw DriverError("aucun live n'a eu lieu") }
        return creator.liveID
    }

    /// A field of the document of the live that is over.
    func finishedLive(_ field: String) async throws -> String? {
        try await self.field(field, of: try finishedLive())
    }

    /// A field of the document of a live.
    func field(_ field: String, of live: String) async throws -> String? {
        await HTTPWitness().request("\(try runningServer().http)/lives/\(live)")?.json[field] as? String
    }

    /// The lives that are over: that of the creator who ended it, and that of the one who vanished, if there was one.
    func finishedLives() throws -> [String] {
        [try finishedLive()] + (replay.vanishedCreator.map { [$0.liveID] } ?? [])
    }

    /// Starts a worker unless one was started, and looks at the job from then on: an `Alors` may run without those
    /// before it.
    func startFirstWorker() async throws {
        if replay.watch == nil { try await startWorker() }
    }

    /// Starts a worker that will be killed in its job; nil where nobody starts a worker.
    func startDoomedWorker() async throws -> WorkerProcess? {
        guard !replay.accomplices.contains(.noWorker) else { return nil }
        let worker = try await WorkerProcess.start(environment: environmentOfServer)
        atEnd { await worker.process.stop() }
        return worker
    }

    /// Starts a worker, and looks at the job from then on.
    func startWorker() async throws {
        guard let redis = replay.redis else { throw DriverError("la queue n'est pas démarrée") }
        let watch = ReplayWatch(node: try runningServer().http, live: try finishedLive(), redis: redis)
        replay.watch = watch
        await watch.start()
        atEnd { await watch.stop() }
        guard !replay.accomplices.contains(.noWorker) else { return }
        let worker = try await WorkerProcess.start(
            environment: environmentOfServer, hasChild: replay.accomplices.contains(.workerHasChild))
        if replay.workerAtRest == nil { replay.workerAtRest = ProcessSighting(of: worker.pid) }
        replay.workers.append(worker)
        atEnd { await worker.process.stop() }
    }

    /// The state of the replay, as the node gives it; nil when there is none.
    func replayState() async throws -> String? {
        let address = "\(try runningServer().http)/replays/\(try finishedLive())"
        return await HTTPWitness().request(address)?.json["state"] as? String
    }

    /// Waits until the replay is published, and notes what the node says of it: what follows is about a replay that was
    /// seen to be finished.
    nonisolated func awaitPublication(_ check: Check, within bound: Duration) async throws {
        try await check.eventually("état du replay", .equals("published"), within: bound) {
            try await self.noteReplayState()
        }
    }

    /// Notes the state of the replay, as a « Quand » sees it.
    func noteReplayState() async throws -> String {
        let state = try await replayState() ?? "aucun"
        replay.seenState = state
        return state
    }

    /// The finished replay, as listeners get it; the check fails when nobody has seen it finished, or when it is not
    /// there.
    nonisolated func finishedReplay(_ check: Check) async throws -> PublishedReplay? {
        try check("état du replay, vu au « Quand »", await replay.seenState ?? "aucun", .equals("published"))
        let found = try await publishedReplay()
        try check("replay reçu", found != nil, .equals(true))
        return found
    }

    /// The replay as listeners get it; nil while there is none.
    func publishedReplay() async throws -> PublishedReplay? {
        try await PublishedReplay.fetch(try finishedLive(), from: try runningServer().http, in: folder)
    }

    /// The rows that the scenario's PostgreSQL gives.
    func rows(_ sql: String) async throws -> [String] {
        try await PostgresServer.query(sql, database: try runningInfrastructure().database)
    }

    func join(_ accomplice: ReplayScene.Accomplice) { replay.accomplices.insert(accomplice) }

    // MARK: What a sabotage does

    /// The queue, once the job of each live that is over is in it.
    private func filledQueue() async throws -> RedisWitness {
        let count = try finishedLives().count
        guard let redis = replay.redis else { throw DriverError("la queue n'est pas démarrée") }
        let witness = RedisWitness(server: redis)
        let deadline = ContinuousClock.now + .seconds(20)
        while try await witness.jobs() < count {
            guard ContinuousClock.now < deadline else { throw DriverError("les jobs n'arrivent pas dans la queue") }
            // why: the pause between two looks at a condition, whose bound is above.
            try await Task.sleep(for: .milliseconds(50))
        }
        return witness
    }

    /// Puts the job into the queue once more.
    func repeatJob() async throws {
        _ = try await filledQueue().ask("XADD", "replay:jobs", "*", "live_id", try finishedLive())
    }

    /// A consumer that is no worker takes the job.
    func stealJob() async throws {
        _ = try await filledQueue().ask(
            "XREADGROUP", "GROUP", "workers", "quelqu-un", "COUNT", "1", "STREAMS", "replay:jobs", ">")
    }

    /// The database calls the worker of each job by another name.
    func renameWorkers() async throws {
        _ = try await rows(
            """
            CREATE FUNCTION rename_worker() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                NEW.worker := 'quelqu-un';
                RETURN NEW;
            END $$;
            CREATE TRIGGER rename_worker BEFORE UPDATE ON replay_jobs FOR EACH ROW EXECUTE FUNCTION rename_worker();
            """)
    }

    /// The database lets no job wait again once a worker has it.
    func keepClaimsOfDeadWorkers() async throws {
        _ = try await rows(
            """
            CREATE FUNCTION keep_claim() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF OLD.state = 'working' AND NEW.state = 'queued' THEN RETURN NULL; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER keep_claim BEFORE UPDATE ON replay_jobs FOR EACH ROW EXECUTE FUNCTION keep_claim();
            """)
    }

    /// The recording of the creator who vanished is not handed over: its job waits for it, and is in no queue.
    func forgetVanishedLive() async throws {
        guard let live = replay.vanishedCreator?.liveID else { return }
        let witness = try await filledQueue()
        _ = try await rows("UPDATE replay_jobs SET state = 'recording' WHERE live_id = '\(live)'")
        for entry in try await witness.entryNames(of: live) { _ = try await witness.ask("XDEL", "replay:jobs", entry) }
    }

    /// The copy of the recording has another byte at its end.
    func spoilCopy() async throws {
        // A recording is whole in the secondary storage before its job is in the queue.
        _ = try await filledQueue()
        let storage = try runningInfrastructure().storage
        let key = "recordings/\(try finishedLive())/000000000000.opus"
        guard var bytes = try await storage.read(key, in: replay.copies), let last = bytes.popLast() else {
            throw DriverError("l'enregistrement n'est pas copié")
        }
        try await storage.write(bytes + [~last], to: key, in: replay.copies)
    }

    /// The objects of the replay, for sabotages that spoil them.
    /// - Parameter live: the live that is over, unless told.
    func spoiltReplay(of live: String? = nil) throws -> SpoiltReplay {
        SpoiltReplay(infrastructure: try runningInfrastructure(), live: try live ?? finishedLive(), folder: folder)
    }

    /// A worker makes the replay, if none has: for sabotages of what it made.
    func makeReplay() async throws {
        try await startFirstWorker()
        let deadline = ContinuousClock.now + .seconds(60)
        while try await replayState() != "published" {
            guard ContinuousClock.now < deadline else { throw DriverError("le worker ne fait pas le replay") }
            // why: the pause between two looks at a condition, whose bound is above.
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
