import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Keeper of the queue of replays", .timeLimit(.minutes(2)))
struct ReplayQueueKeeperTests {
    @Test("a queue that lost its entries gets them again without a worker, each once, however many keepers there are")
    func refilled() async throws {
        try await WorkerScene.run { scene async throws in
            let lives = [try await scene.handedOver(nil), try await scene.handedOver(nil, at: 10)].map(\.id)
            let keepers = [scene.keeper(), scene.keeper()]
            for _ in 0..<2 {
                for keeper in keepers { try await keeper.refill() }
                #expect(await scene.queue.entries(limit: 10).map(\.live) == lives)
                for live in lives { await scene.queue.remove(live) }
            }
        }
    }

    @Test("it compares at once, and ten seconds after each comparison")
    func period() async throws {
        try await WorkerScene.run { scene async throws in
            let first = try await scene.handedOver(nil)
            let keeper = scene.keeper()
            let running = Task { await keeper.run() }
            try await until { await scene.queue.entries(limit: 10).map(\.live) == [first.id] }
            #expect(await scene.clock.nextSleep() == .seconds(10))
            let second = try await scene.handedOver(nil, at: 10)
            scene.clock.advance(by: .seconds(10))
            try await until { await scene.queue.entries(limit: 10).map(\.live) == [first.id, second.id] }
            running.cancel()
            await running.value
        }
    }

    @Test("the job of a worker that died waits again after a minute; of two keepers one hands it back")
    func expired() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(nil)
            await scene.queue.add([live.id])
            #expect(await scene.queue.next(for: .test(9), atMost: .seconds(1)) == live.id)
            _ = try #require(try await scene.jobs.claim(live.id, by: .test(9)))
            let keepers = [scene.keeper(), scene.keeper()]
            for keeper in keepers { try await keeper.refill() }
            scene.clock.advance(by: .seconds(60))
            for keeper in keepers { try await keeper.refill() }
            let job = try #require(try await scene.jobs.job(of: live.id))
            #expect(job.state == .queued)
            #expect(job.interruption?.reason == "its worker gave no sign of life for 60 s")
            #expect(await scene.queue.entries(limit: 10).map(\.live) == [live.id])
            #expect(await scene.queue.next(for: .test(1), atMost: .seconds(1)) == live.id)
        }
    }

    @Test("an entry whose job is over goes, although the worker that had it was killed before it removed it")
    func leftover() async throws {
        try await WorkerScene.run { scene async throws in
            let live = try await scene.handedOver(nil)
            await scene.queue.add([live.id])
            #expect(await scene.queue.next(for: .test(9), atMost: .seconds(1)) == live.id)
            let claim = try #require(try await scene.jobs.claim(live.id, by: .test(9))?.claim)
            #expect(try await scene.jobs.publish(.test(of: live), for: claim))
            try await scene.keeper().refill()
            #expect(await scene.queue.entries(limit: 10) == [])
            #expect(scene.unreadableEntries == 0)
        }
    }

    @Test("entries that name no live are removed and counted")
    func unreadable() async throws {
        try await RunningRedis.with { server in
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            for text in ["", "no UUID"] {
                _ = try await client.send(RedisCommand("XADD", ReplayScripts.stream, "*", "live_id", text))
            }
            try await WorkerScene.run { scene async throws in
                try await scene.keeper(of: try RedisReplayQueue.test(of: server)).refill()
                #expect(scene.unreadableEntries == 2)
            }
            #expect(try await client.send(RedisCommand("XLEN", ReplayScripts.stream)).int == 0)
        }
    }

    @Test("an entry stays whose job an operator lets begin again while it is about to go")
    func retriedMeanwhile() async throws {
        try await WorkerScene.run { scene async throws in
            let (retried, over) = (try await scene.handedOver(nil), try await scene.handedOver(nil, at: 10))
            for live in [retried.id, over.id] {
                await scene.queue.add([live])
                #expect(try await scene.jobs.drop(live, at: .at(2_000)))
            }
            var resources = scene.keeping(nil, .seconds(60))
            let jobs = scene.jobs
            resources.unfinished = { lives in
                let unfinished = try await jobs.unfinished(among: lives)
                // After the first look.
                _ = try await jobs.retry(retried.id)
                return unfinished
            }
            try await ReplayQueueKeeper(resources).refill()
            #expect(await scene.queue.entries(limit: 10).map(\.live) == [retried.id])
        }
    }
}
