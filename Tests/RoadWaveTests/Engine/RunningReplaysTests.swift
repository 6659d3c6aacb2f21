import Foundation
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

    private static func open(_ database: any NodeDatabase, in path: String) throws -> RunningReplays {
        var configuration = NodeConfiguration.single
        configuration.dataDirectory = path
        return try RunningReplays.open(
            configuration, jobs: database.replayJobs, retention: database.retention, media: try FaultyStorage(),
            clock: NodeClock(TurnedClock()), metrics: ReplayMetrics(MetricsRegistry()),
            sweeps: SweepMetrics(MetricsRegistry()), logger: .silent)
    }
}
