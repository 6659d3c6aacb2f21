import Foundation
import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("Recovery by hand", .timeLimit(.minutes(2)))
struct RecordingRecoveryOperationTests {
    /// Calls `body` with the replays of an empty set-up.
    private func withReplays(_ body: (RunningReplays, SQLiteDatabase, TemporaryDirectory) async throws -> Void)
        async throws
    {
        let folder = try TemporaryDirectory()
        let database = try SQLiteDatabase(path: folder.path + "/roadwave.sqlite")
        _ = try await database.migrate()
        let clock = NodeClock(ContinuousClock())
        let replays = RunningReplays(
            jobs: database.replayJobs, retention: database.retention, queue: EmbeddedReplayQueue(clock: clock),
            archive: RecordingArchive(storage: try DirectoryStorage(path: folder.path + "/secondary")),
            media: try DirectoryStorage(path: folder.path), configuration: ReplayConfiguration(), clock: clock,
            metrics: ReplayMetrics(MetricsRegistry()), sweeps: SweepMetrics(MetricsRegistry()), logger: .silent)
        try await body(replays, database, folder)
        database.close()
        withExtendedLifetime(folder) {}
    }

    private func recording(seconds: Int) throws -> [UInt8] {
        var writer = OggOpusWriter(head: try OpusHead(channels: 1), tags: OpusTags(vendor: "test"), serialNumber: 7)
        var bytes = writer.flush()
        for second in 0..<seconds {
            for _ in 0..<50 { try writer.append([0xF8, UInt8(second), 2, 3]) }
            bytes += writer.flush()
        }
        return bytes
    }

    @Test("a live that waits for its recording is handed over from its pieces, once")
    func pieces() async throws {
        try await withReplays { replays, database, _ in
            let live = try await database.overLive(at: WallDate.now + .seconds(-61))
            let bytes = try recording(seconds: 12)
            try await replays.archive.put(Array(bytes.prefix(500)), of: live, at: 0)
            try await replays.archive.put(Array(bytes.dropFirst(500)), of: live, at: 500)
            let recovery = RecordingRecovery(replays, database)
            #expect(try await recovery.candidates(limit: 10) == [live])
            let result = try await recovery.recover(live, isNamed: false)
            #expect(result.description == "recovered 12 s up to the last copy, queued")
            #expect(try await database.replayJobs.waiting(limit: 10) == [live])
            #expect(try await recovery.candidates(limit: 10).isEmpty)
            #expect(try await recovery.recover(live, isNamed: true) == .notWaiting(.queued))
        }
    }

    @Test("what a disk has beyond the copies is sent first")
    func disk() async throws {
        try await withReplays { replays, database, folder in
            let live = try await database.overLive(at: 0)
            let bytes = try recording(seconds: 10)
            let directory = RecordingDirectory(path: folder.path + "/r", configuration: RecordingConfiguration())
            _ = try await directory.append(bytes, to: directory.file(of: live), synchronizing: false)
            try await replays.archive.put(Array(bytes.prefix(500)), of: live, at: 0)
            let recovery = RecordingRecovery(replays, database, directory)
            let result = try await recovery.recover(live, isNamed: true)
            #expect(result == .recovered(seconds: 10, .sent(Int64(bytes.count - 500))))
        }
    }

    @Test("a live that runs, ended just now, is unknown or left nothing is not handed over")
    func refused() async throws {
        try await withReplays { replays, database, _ in
            let recovery = RecordingRecovery(replays, database)
            let running = try Live.catalogued("a")
            try await database.catalogue.record(running)
            #expect(try await recovery.recover(running.id, isNamed: true) == .running)
            #expect(try await recovery.recover(LiveID(), isNamed: true) == .unknown)
            let lost = try await database.overLive(at: 0, state: .lost)
            #expect(try await recovery.recover(lost, isNamed: true) == .nothingFound)
            let recent = try await database.overLive(at: WallDate.now + .seconds(-5))
            guard case .recent = try await recovery.recover(recent, isNamed: false) else {
                Issue.record("a live that ended five seconds ago was not left to its node")
                return
            }
            #expect(try await database.replayJobs.waiting(limit: 10).isEmpty)
        }
    }

    @Test("a live that its running node hands over itself is left to it, unless it is named")
    func kept() async throws {
        try await withReplays { replays, database, _ in
            let node = NodeID()
            for state in [LiveState.ended, .lost] {
                let live = try await database.overLive(at: WallDate.now + .seconds(-61), state: state)
                try await replays.archive.put(try recording(seconds: 4), of: live, at: 0)
                #expect(try await database.retention.noteSender(node, of: [live]) == [live])
                let running = RecordingRecovery(replays, database) { $0 == node && $1 == live }
                #expect(try await running.recover(live, isNamed: false) == .leftToNode(node))
                let unknown = RecordingRecovery(replays, database) { _, _ in nil }
                #expect(try await unknown.recover(live, isNamed: false) == .perhapsLeftToNode(node))
                #expect(try await database.replayJobs.job(of: live)?.state == .recording)
                #expect(try await running.recover(live, isNamed: true) == .recovered(seconds: 4, .absent))
            }
        }
    }

    @Test("a live whose node is gone is taken, whether that node had announced it or not")
    func gone() async throws {
        try await withReplays { replays, database, _ in
            for isAnnounced in [true, false] {
                let live = try await database.overLive(at: WallDate.now + .seconds(-61))
                try await replays.archive.put(try recording(seconds: 4), of: live, at: 0)
                if isAnnounced { _ = try await database.retention.noteSender(NodeID(), of: [live]) }
                let recovery = RecordingRecovery(replays, database)
                #expect(try await recovery.recover(live, isNamed: false) == .recovered(seconds: 4, .absent))
            }
        }
    }

    @Test("without Redis, the lock of a data directory says whether its node runs")
    func locked() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/data"
        #expect(DataDirectory.isLocked(path) == false)
        let directory = try DataDirectory(path: path)
        #expect(DataDirectory.isLocked(path) == true)
        directory.release()
        #expect(DataDirectory.isLocked(path) == false)
        withExtendedLifetime(folder) {}
    }

    @Test("a lock that cannot be looked at says nothing")
    func unknownLock() throws {
        let folder = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: folder.path + "/.lock", withIntermediateDirectories: false)
        #expect(DataDirectory.isLocked(folder.path) == nil)
        withExtendedLifetime(folder) {}
    }

    // MARK: A directory that was mistaken

    /// The refusal of a call, which leaves nothing behind.
    private func refusal(
        at path: String, _ call: () async throws -> Void
    ) async throws -> String? {
        let before = FileManager.default.subpaths(atPath: path)
        let error = await #expect(throws: RoadWaveError.self) { try await call() }
        #expect(error?.code == .storage)
        #expect(error?.description.contains("\n") == false)
        #expect(FileManager.default.subpaths(atPath: path) == before)
        return error?.description
    }

    @Test("a data directory that does not exist, or that no node has used, is refused, and nothing is made there")
    func mistaken() async throws {
        let folder = try TemporaryDirectory()
        let (absent, empty) = (folder.path + "/absent", folder.path + "/empty")
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: false)
        for (path, words) in [(absent, "there is no directory \(absent)"), (empty, "\(empty) has no roadwave.sqlite")] {
            let settings = NodeConfiguration.with(\.dataDirectory, path)
            let recovered = try await refusal(at: path) {
                _ = try await RecoveryOperation.run(.single, data: path, lives: [], logger: .silent) { _ in }
            }
            let swept = try await refusal(at: path) {
                _ = try await SweepOperation.run(settings, isDryRun: false, logger: .silent)
            }
            let sweptByName = try await refusal(at: path) {
                _ = try await SweepOperation.run(.single, data: path, isDryRun: false, logger: .silent)
            }
            let opened = try await refusal(at: path) {
                await (try await ReplayOperations.open(settings, logger: .silent)).close()
            }
            for said in [recovered, swept, sweptByName, opened] {
                #expect(said?.contains(words) == true, "\(said ?? "nothing")")
            }
        }
        withExtendedLifetime(folder) {}
    }

    @Test("with PostgreSQL, a directory without recordings is refused before the database is asked")
    func mistakenBesidePostgres() async throws {
        let folder = try TemporaryDirectory()
        let address = PostgresAddress(parsing: "postgres://u:secret@127.0.0.1:1/d")
        let settings = NodeConfiguration.with(\.postgres, address)
        let said = try await refusal(at: folder.path) {
            _ = try await RecoveryOperation.run(settings, data: folder.path, lives: [], logger: .silent) { _ in }
        }
        #expect(said?.contains("\(folder.path) has no recordings") == true)
        withExtendedLifetime(folder) {}
    }

    @Test("a node does not copy the file of a recording that was deleted from the secondary storage")
    func released() async throws {
        try await withReplays { replays, database, folder in
            let live = try await database.overLive(at: 0)
            try await database.publish(live, at: .at(100))
            #expect(try await database.retention.releaseRecording(live, at: .at(200)))
            let directory = RecordingDirectory(path: folder.path + "/r", configuration: RecordingConfiguration())
            _ = try await directory.append([1, 2, 3], to: directory.file(of: live), synchronizing: false)
            let backup = replays.backup(of: directory, metrics: RecordingMetrics(MetricsRegistry()))
            await backup.complete(live)
            await backup.flush()
            #expect(try await replays.archive.recording(of: live)?.size == nil)
        }
    }
}

extension RecordingRecovery {
    /// - Parameter runs: no node runs unless told.
    fileprivate init(
        _ replays: RunningReplays, _ database: SQLiteDatabase, _ directory: RecordingDirectory? = nil,
        runs: @escaping Runs = { _, _ in false }
    ) {
        self.init(replays: replays, catalogue: database.catalogue, directory: directory, runs: runs)
    }
}
