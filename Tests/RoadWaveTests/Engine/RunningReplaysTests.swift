import Foundation
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Replays of a running node", .timeLimit(.minutes(2)))
struct RunningReplaysTests {
    @Test("a recording whose live is not over in the catalogue yet is handed over once it is, and waits in the queue")
    func lateCatalogue() async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let folder = try TemporaryDirectory()
            let live = try Live.catalogued("a")
            try await database.catalogue.record(live)
            let replays = try Self.open(database, in: folder.path)
            let recordings = RecordingDirectory(path: folder.path, configuration: RecordingConfiguration())
            try Data([1, 2, 3]).write(to: URL(filePath: "\(folder.path)/\(live.id).opus"))
            let backup = replays.backup(of: recordings, metrics: RecordingMetrics(MetricsRegistry()))
            await backup.complete(live.id)
            await backup.flush()
            #expect(try await replays.archive.recording(of: live.id)?.size == 3)
            #expect(try await replays.jobs.job(of: live.id) == nil)
            try await database.catalogue.record(live.over(.ended, .creator, at: 60))
            await backup.flush()
            #expect(try await replays.jobs.job(of: live.id)?.state == .queued)
            #expect(try await replays.queue.next(for: .test(), atMost: .seconds(60)) == live.id)
            withExtendedLifetime(folder) {}
        }
    }

    @Test("a recording that was handed over before is not sent any more")
    func handedOver() async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let folder = try TemporaryDirectory()
            let live = try await database.waitingLive()
            let replays = try Self.open(database, in: folder.path)
            let recordings = RecordingDirectory(path: folder.path, configuration: RecordingConfiguration())
            try Data([1, 2, 3]).write(to: URL(filePath: "\(folder.path)/\(live.id).opus"))
            let backup = replays.backup(of: recordings, metrics: RecordingMetrics(MetricsRegistry()))
            await backup.complete(live.id)
            await backup.flush()
            #expect(try await replays.archive.recording(of: live.id)?.size == nil)
            #expect(try await replays.jobs.job(of: live.id)?.state == .queued)
            withExtendedLifetime(folder) {}
        }
    }

    @Test("a worker without the directory of a recording gives the job back, and does not call it silent")
    func anotherDirectory() async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let (here, there) = (try TemporaryDirectory(), try TemporaryDirectory())
            let live = try await database.endedLive()
            let (first, second) = (try Self.open(database, in: here.path), try Self.open(database, in: there.path))
            try await first.archive.put([1, 2, 3], of: live.id, at: 0)
            #expect(try await first.handOver(live.id, bytes: 3))
            #expect(try await first.recording(of: live.id)?.size == 3)
            let error = await #expect(throws: StorageError.self) { try await second.recording(of: live.id) }
            #expect(error?.isTransient == true)
            #expect(error?.description.contains("3 bytes were recorded") == true)
            #expect(error?.description.contains("ROADWAVE_S3_SECONDARY_ENDPOINT") == true)

            // Each process has a queue of its own.
            try await second.keeper().refill()
            let service = second.worker(concurrency: 1, alert: { _, _ in })
            let running = Task { await service.worker.run(concurrency: 1) }
            try await until {
                let job = try await database.replayJobs.job(of: live.id)
                return job?.worker != nil && job?.state != .working
            }
            #expect(try await database.replayJobs.job(of: live.id)?.state == .queued)
            #expect(try await database.replayJobs.job(of: live.id)?.failures == 0)
            running.cancel()
            await running.value
            await service.executor.shutdown()
            withExtendedLifetime((here, there)) {}
        }
    }

    @Test("a live that recorded nothing has no recording, and neither has one of an earlier version")
    func noRecording() async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let folder = try TemporaryDirectory()
            let (silent, old) = (try await database.endedLive(), try await database.waitingLive())
            let replays = try Self.open(database, in: folder.path)
            #expect(try await replays.handOver(silent.id, bytes: 0))
            for live in [silent, old] { #expect(try await replays.recording(of: live.id)?.size == nil) }
            withExtendedLifetime(folder) {}
        }
    }

    @Test("a node without workers fills the queue for others, also after it was emptied")
    func nodeWithoutWorkers() async throws {
        try await RunningRedis.with { server in
            let queue = try RedisReplayQueue.test(of: server)
            let redis = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            let clock = TurnedClock()
            var settings = NodeConfiguration.single
            settings.redis = try RedisAddress(parsing: server.url)
            settings.replay.workers = 0
            try await RunningTestNode.with(settings, clock: clock) { running async throws in
                let database = try SQLiteDatabase(path: running.directory.path + "/roadwave.sqlite")
                let live = try await database.waitingLive()
                for _ in 0..<2 {
                    try await until {
                        clock.advance(by: .seconds(1))
                        return try await queue.entries(limit: 10).map(\.live) == [live.id]
                    }
                    _ = try await redis.send(RedisCommand("FLUSHALL"))
                }
                database.close()
            }
        }
    }

    private static func open(_ database: any NodeDatabase, in path: String) throws -> RunningReplays {
        var configuration = NodeConfiguration.single
        configuration.dataDirectory = path
        return try RunningReplays.open(
            configuration, jobs: database.replayJobs, retention: database.retention, media: try FaultyStorage(),
            clock: NodeClock(TurnedClock()), metrics: ReplayMetrics(MetricsRegistry()),
            sweeps: SweepMetrics(MetricsRegistry()), logger: .silent)
    }
}
