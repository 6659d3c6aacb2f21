import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Worker that makes replays, while a service is away", .timeLimit(.minutes(5)))
struct ReplayWorkerOutageTests {
    @Test(
        "while the storage refuses, the job is given back without a failure; it is published once the storage is back")
    func storageAway() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try TestRecording.shortTone.get())
            scene.media.setFault { _ in .fails(.unavailable) }
            try await scene.withWorker { _ async throws in
                try await until { scene.attempts(.handedBack) > 0 }
                let job = try #require(try await scene.jobs.job(of: live.id))
                #expect(job.failures == 0)
                #expect(job.interruption?.reason.contains("the test") == true)
                #expect(try await scene.jobs.replay(of: live.id) == nil)
                scene.media.repair()
                #expect(try await scene.wait(for: live, turning: .milliseconds(500)) == .published)
            }
            #expect(scene.alerts == [])
            #expect(try await scene.jobs.job(of: live.id)?.failures == 0)
        }
    }

    @Test("a job that could not be claimed while the database was away is done once it is back")
    func databaseAway() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try TestRecording.shortTone.get())
            let sqlite = NodeDatabaseImplementation.sqlite
            try await sqlite.execute("DROP VIEW outbox", on: scene.database)
            try await sqlite.execute("ALTER TABLE replay_jobs RENAME TO away", on: scene.database)
            await scene.queue.add([live.id])
            try await scene.withWorker { _ async throws in
                // The queue cannot be compared with the jobs, and the job cannot be claimed.
                try await until { scene.queueFailures >= 2 }
                try await sqlite.execute("ALTER TABLE away RENAME TO replay_jobs", on: scene.database)
                // Workers are started for what is in the queue.
                #expect(await scene.queue.entries(limit: 10).map(\.live) == [live.id])
                #expect(try await scene.wait(for: live, turning: .milliseconds(500)) == .published)
            }
        }
    }

    @Test("a storage that damages what it is given is no outage: the job fails for good after five attempts")
    func damagingStorage() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try TestRecording.shortTone.get())
            scene.media.setFault { $0.path.hasSuffix("/replay.mp3") ? .fails(.damaged) : .none }
            try await scene.withWorker { _ async throws in
                #expect(try await scene.wait(for: live, turning: .milliseconds(500)) == .failed)
                try await until { !scene.alerts.isEmpty }
            }
            #expect(scene.attempts(.failed) == 4)
            #expect(scene.attempts(.dead) == 1)
            #expect(scene.attempts(.handedBack) == 0)
        }
    }

    @Test("a job that is given back again and again is tried after 5 s, 10 s, 20 s; another one is done meanwhile")
    func growingPauses() async throws {
        try await WorkerScene.run { scene async throws in
            let bad = try await scene.handedOver(nil)
            let fault = StorageError(code: .unavailable, message: "a fault of the test")
            let start = scene.clock.now
            try await scene.withWorker(recordings: .failing(fault, of: bad.id)) { _ async throws in
                for count in 1...3 {
                    try await until {
                        scene.clock.advance(by: .milliseconds(500))
                        return scene.attempts(.handedBack) >= count
                    }
                }
                let good = try await scene.handedOver(try TestRecording.shortTone.get(), at: 10)
                #expect(try await scene.wait(for: good, turning: .milliseconds(500)) == .published)
                try await until {
                    scene.clock.advance(by: .milliseconds(500))
                    return scene.attempts(.handedBack) >= 4
                }
                #expect(start.duration(to: scene.clock.now) >= .seconds(35))
                // It stays in the queue: workers are started for what is there.
                try await until { await scene.queue.entries(limit: 10).map(\.live) == [bad.id] }
            }
            #expect(try await scene.jobs.job(of: bad.id)?.failures == 0)
        }
    }

    @Test("a worker that stops leaves the jobs to others whose pauses are not over")
    func stoppedInPause() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(nil)
            let fault = StorageError(code: .unavailable, message: "a fault of the test")
            try await scene.withWorker(concurrency: 2, recordings: .failing(fault, of: nil)) { worker async throws in
                // One of the two gives it back, the other one gets it meanwhile.
                try await until { scene.attempts(.handedBack) == 1 }
                worker.cancel()
                await worker.value
                #expect(await scene.queue.next(for: .test(2), atMost: .seconds(1)) == live.id)
            }
        }
    }

    @Test("no job is taken before the secondary storage was found to work")
    func secondaryAway() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(try TestRecording.shortTone.get())
            let watch = SecondaryWatch(
                scene.archive.storage, for: .reading, remedy: "", clock: NodeClock(scene.clock),
                metrics: RecordingMetrics(MetricsRegistry()), logger: .silent)
            try await scene.withWorker(mayWork: { await watch.works }) { _ async throws in
                var looks = 0
                try await until {
                    scene.clock.advance(by: .milliseconds(500))
                    looks += 1
                    return looks > 150
                }
                let job = try await scene.jobs.job(of: live.id)
                #expect(job?.state == .queued)
                #expect(job?.worker == nil)
                await watch.look()
                #expect(try await scene.wait(for: live, turning: .milliseconds(500)) == .published)
            }
        }
    }

    @Test("a queue that Redis has lost has the job again that its worker makes, and nobody else gets it")
    func queueLost() async throws {
        try await RunningRedis.with { server in
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            let queue = try RedisReplayQueue.test(of: server)
            try await WorkerScene.run { scene async throws in
                let recording = PausedRecording(try TestRecording.shortTone.get())
                let live = try await scene.handedOver(nil)
                try await scene.withWorker(queue: queue, recordings: .held(recording)) { _ async throws in
                    try await until { recording.isAwaited }
                    _ = try await client.send(RedisCommand("FLUSHALL"))
                    try await until {
                        scene.clock.advance(by: .seconds(1))
                        return try await queue.entries(limit: 10).map(\.live) == [live.id]
                    }
                    #expect(try await queue.drain(for: .test(2)) == [])
                    recording.release()
                    #expect(try await scene.wait(for: live) == .published)
                    try await until { try await queue.entries(limit: 10) == [] }
                }
                #expect(scene.attempts(.published) == 1)
            }
        }
    }
}
