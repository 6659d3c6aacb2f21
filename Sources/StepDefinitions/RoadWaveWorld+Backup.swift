internal import Foundation
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// A recording that is copied while the live goes on, and a node that is lost with its disk.
extension RoadWaveWorld {
    /// A creator speaks for as long as the scenario lasts, on a node that copies recordings every four seconds.
    func startBackedUpLive() async throws {
        if configuration["ROADWAVE_BACKUP_SECONDS"] == nil {
            configure("ROADWAVE_BACKUP_SECONDS", "\(Int(BackupScene.period))")
        }
        try await startReplayNode()
        // Longer than the scenario: nothing is said twice.
        let voice = try await Speech.synthesiseAtLength(in: folder)
        let factor: Float = replay.accomplices.contains(.creatorIsMute) ? 0 : 0.25
        let speech = try PiecedSpeech(
            voice, [(said: Double(voice.frameCount) / 48_000, silent: 0)], factor: factor)
        replay.speech = speech
        let log = try runningInfrastructure().storage.accessLog
        let attributes = try? FileManager.default.attributesOfItem(atPath: log)
        backup.logSize = UInt64(attributes?[.size] as? Int ?? 0)
        replay.creator = try await startCreator(speech.whole)
        backup.start = ContinuousClock.now
    }

    /// Looks for copies in the storage's log from now on.
    func watchCopies() async throws { backup.watch = try await watchCopies(of: try finishedLive()) }

    private func watchCopies(of live: String) async throws -> PieceWatch {
        let watch = PieceWatch(
            log: try runningInfrastructure().storage, from: backup.logSize, of: live, in: replay.copies)
        await watch.start()
        atEnd { await watch.stop() }
        return watch
    }

    /// Another creator begins to speak, in the middle of a period of the first one: neither with a copy of it, nor close
    /// to one.
    func startOtherLive() async throws {
        guard let creator = replay.creator, let voice = replay.speech?.whole,
            !replay.accomplices.contains(.noOtherLive)
        else { return }
        let middle = BackupScene.period / 2
        // 20 ms a packet.
        while !(middle...middle * 1.4).contains(
            (Double(await creator.sentPackets.count) / 50).truncatingRemainder(dividingBy: BackupScene.period))
        {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(20))
        }
        let other = try await startCreator(voice, token: "createur-d-un-autre-live")
        let start = ContinuousClock.now
        backup.other = BackupScene.OtherLive(
            creator: other, start: start, watch: try await watchCopies(of: other.liveID))
    }

    /// The recording on the node's disk, as ffprobe and ffmpeg read it.
    func backedUpStream() async throws -> RecordedStream {
        try await RecordedStream.examine("\(recordingsFolder)/\(try finishedLive()).opus", in: folder)
    }

    /// The bytes of a recording on the node's disk.
    func recordingBytes(of live: String) -> [UInt8] {
        let path = "\(recordingsFolder)/\(live).opus"
        return (try? Data(contentsOf: URL(fileURLWithPath: path))).map { Array($0) } ?? []
    }

    /// How many copies the storage's log has told of.
    func copyCount() async -> Int { await backup.watch?.writes.count ?? 0 }

    /// How many of those are of the other live.
    func otherCopyCount() async -> Int { await backup.other?.watch.writes.count ?? 0 }

    /// The copies that the storage's log has told of, as its owner reads them.
    func copies() async throws -> [StoredPiece] {
        guard let watch = backup.watch, let start = backup.start else { return [] }
        return try await copies(of: try finishedLive(), in: watch, since: start)
    }

    /// Those of the other live.
    func otherCopies() async throws -> [StoredPiece] {
        guard let other = backup.other else { return [] }
        return try await copies(of: other.creator.liveID, in: other.watch, since: other.start)
    }

    private func copies(
        of live: String, in watch: PieceWatch, since start: ContinuousClock.Instant
    ) async throws -> [StoredPiece] {
        let storage = try runningInfrastructure().storage
        var pieces: [StoredPiece] = []
        for write in await watch.writes {
            let key = "recordings/\(live)/\(write.name)"
            pieces.append(
                StoredPiece(
                    key: key, offset: Int(write.name.prefix { $0.isNumber }) ?? -1,
                    bytes: try await storage.read(key, in: replay.copies) ?? [],
                    seen: (write.seen - start) / .seconds(1)))
        }
        return pieces
    }

    /// The value of a setting that nobody has set, as `roadwave-server config` prints it.
    func defaultSetting(_ name: String) async throws -> Int {
        let process = await ChildProcess.start(
            ServerProcess.executable, ["config"], environment: environmentOfServer.filter { $0.key != name },
            name: "roadwave-server config")
        _ = await process.wait()
        let line = await process.lines.first { $0.hasPrefix(name + "=") }
        return line.flatMap { Int($0.dropFirst(name.count + 1)) } ?? 0
    }

    /// Half a period after a copy the node is killed, its disk is lost, and the creator goes away.
    /// - Returns: the packets that had been sent.
    func crashServer() async throws -> [[UInt8]] {
        guard let creator = replay.creator else { throw DriverError("aucun live n'est en cours") }
        let before = await copyCount()
        while await copyCount() <= before {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(50))
        }
        // 20 ms a packet: what the creator says now is lost.
        let last = await creator.sentPackets.count + Int(BackupScene.period / 2 * 50)
        while await creator.sentPackets.count < last {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(20))
        }
        await killServer()
        await creator.vanish()
        await backup.other?.creator.vanish()
        try? FileManager.default.removeItem(atPath: folder + "/data")
        return await creator.sentPackets
    }

    /// The copies together, in one file, as ffprobe and ffmpeg read it.
    func copiedStream() async throws -> RecordedStream {
        let path = folder + "/copies.opus"
        try Data(try await copies().flatMap(\.bytes)).write(to: URL(fileURLWithPath: path))
        return try await RecordedStream.examine(path, in: folder)
    }

    /// Another node with an empty disk, of the same set-up, and a worker.
    func startAnotherNode() async throws {
        guard !replay.accomplices.contains(.noOtherNode) else { return }
        try await restartServer(with: [:])
        try await startWorker()
    }

    /// What a sabotage does to the first copy.
    func spoilFirstCopy(
        _ spoil: @Sendable (S3Server, _ key: String, _ bucket: String) async throws -> Void
    ) async throws {
        while await copyCount() < 1 {
            // why: the pause between two looks at a condition.
            try await Task.sleep(for: .milliseconds(100))
        }
        guard let first = try await copies().first else { return }
        try await spoil(try runningInfrastructure().storage, first.key, replay.copies)
    }
}
