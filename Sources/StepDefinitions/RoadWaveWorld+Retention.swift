internal import Foundation
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// Replays of different ages, and the sweep that deletes what is kept no longer.
extension RoadWaveWorld {
    /// Four creators speak at the same time and end; a worker makes the replays.
    /// - Parameters:
    ///   - seconds: how long two of them speak.
    ///   - fewSeconds: how long the two others do.
    func publishReplays(seconds: Double, fewSeconds: Double) async throws {
        // A recording is then in several pieces, as one of more than ten minutes is.
        configure("ROADWAVE_BACKUP_SECONDS", "4")
        try await startReplayNode()
        try await startVoice()
        guard let voice else { throw DriverError("aucune voix n'est prête") }
        // Quieter than the synthesiser says it: there is something to normalise.
        let speech = try PiecedSpeech(voice, [(said: seconds, silent: 1)], factor: 0.25)
        replay.speech = speech
        var creators: [SpeakingCreator] = []
        for index in 0..<4 { creators.append(try await startCreator(speech.whole, token: "createur-\(index)")) }
        replay.creator = creators[0]
        try await creators[3].speak(forSeconds: fewSeconds)
        for creator in creators[2...] { await creator.stop() }
        // These two replays are made while the others speak.
        try await startWorkers(1)
        try await creators[1].speak(forSeconds: seconds)
        for creator in creators[..<2] { await creator.stop() }
        while try await rows("SELECT count(*) FROM contents") != ["\(creators.count)"] {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(200))
        }
        retention.old = try await storedRecording(of: creators[0].liveID)
        retention.young = try await storedRecording(of: creators[1].liveID)
        for creator in creators[2...] { retention.later.append(try await storedRecording(of: creator.liveID)) }
        try await noteBeforeSweep(creators.map(\.liveID))
    }

    private func noteBeforeSweep(_ lives: [String]) async throws {
        let infrastructure = try runningInfrastructure()
        for live in lives {
            for key in try await infrastructure.storage.keys(below: "replays/\(live)/", in: infrastructure.bucket) {
                retention.media[key] = try await infrastructure.storage.read(key, in: infrastructure.bucket)
            }
        }
        retention.copiesBefore = try await copiesSize()
        retention.diskBefore = recordingsSize()
    }

    /// A recording as it is on the disk and in the secondary storage now. The keys are read from
    /// the storage's log of writes, not from a list.
    func storedRecording(of live: String) async throws -> StoredRecording {
        let storage = try runningInfrastructure().storage
        var pieces: [String: [UInt8]] = [:]
        for name in Set(try StorageLog(of: storage).writes(below: "/recordings/\(live)/", in: replay.copies)) {
            let key = "recordings/\(live)/\(name)"
            pieces[key] = try await storage.read(key, in: replay.copies)
        }
        let file = try? Data(contentsOf: URL(fileURLWithPath: "\(recordingsFolder)/\(live).opus"))
        return StoredRecording(live: live, file: file.map { Array($0) }, pieces: pieces)
    }

    /// The keys that the owner of the secondary storage finds of a recording.
    func listedCopies(of live: String) async throws -> [String] {
        try await runningInfrastructure().storage.keys(below: "recordings/\(live)/", in: replay.copies)
    }

    /// The bytes of the secondary storage, as it counts them itself.
    func copiesSize() async throws -> Int {
        try await runningInfrastructure().storage.usedBytes(in: replay.copies)
    }

    /// The bytes of the recordings on the node's disk.
    func recordingsSize() -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: recordingsFolder)) ?? []
        return names.reduce(0) { total, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(recordingsFolder)/\(name)")
            guard attributes?[.type] as? FileAttributeType == .typeRegular else { return total }
            return total + (attributes?[.size] as? Int ?? 0)
        }
    }

    /// Recordings are kept for so long after the publication.
    func setKeptSeconds(_ seconds: Int) { retention.keptSeconds = seconds }

    /// Dates the publication of a replay this many seconds ago, by the database's clock. A day has 24 hours here,
    /// whatever a calendar says.
    func age(_ live: String, seconds: Int) async throws {
        _ = try await rows(
            "UPDATE contents SET published_at = now() - make_interval(secs => \(seconds)) WHERE live_id = '\(live)'")
    }

    /// For how many seconds a replay has been published, by the database's clock.
    func ageOfReplay(_ live: String) async throws -> Double {
        let age = try await rows(
            "SELECT extract(epoch FROM now() - published_at) FROM contents WHERE live_id = '\(live)'")
        return age.first.flatMap { Double($0) } ?? 0
    }

    /// The daily task, as its CronJob runs it: `roadwave-server sweep`, in a process of its own.
    func sweep() async throws {
        let infrastructure = try runningInfrastructure()
        let live = retention.old?.live ?? ""
        if replay.accomplices.contains(.replayIsYoung) { try await age(live, seconds: 0) }
        if replay.accomplices.contains(.mp3IsGone) {
            try await infrastructure.storage.erase("replays/\(live)/replay.mp3", in: infrastructure.bucket)
        }
        guard !replay.accomplices.contains(.noSweep) else { return }
        let process = await ChildProcess.start(
            ServerProcess.executable, ["sweep", "--data", folder + "/data"], environment: environmentOfServer,
            name: "roadwave-server sweep")
        if case .exited(let code)? = await process.wait() { retention.sweepExit = Int(code) }
        retention.printed = await process.lines
    }

    /// The daily task of the node itself, which has a period of a second here: of two recordings, the second one comes
    /// of age once the first is deleted, so that one sweep cannot delete both. A third is still a minute too young.
    func sweepByNode() async throws {
        guard let young = retention.young, !replay.accomplices.contains(.noSweep) else { return }
        try await age(young.live, seconds: retention.keptSeconds - 60)
        try await restartServer(with: ["ROADWAVE_SWEEP_SECONDS": "1"])
        for recording in retention.later {
            try await age(recording.live, seconds: retention.keptSeconds)
            guard try await isDeleted(recording.live, within: .seconds(20)) else { break }
            guard replay.accomplices.contains(.nodeSweepsOnce) else { continue }
            try await restartServer(with: ["ROADWAVE_SWEEP_SECONDS": nil])
        }
        // The node goes on: what is looked at afterwards does not come of age meanwhile.
        try await age(young.live, seconds: 0)
    }

    /// Whether a recording is gone from the disk and from the secondary storage, at the end of a wait of some length.
    private func isDeleted(_ live: String, within bound: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + bound
        while try await storedRecording(of: live).isAnywhere {
            guard ContinuousClock.now < deadline else { return false }
            // why: the pause between two looks at a condition, whose bound is above.
            try await Task.sleep(for: .milliseconds(200))
        }
        return true
    }
}

/// What a sabotage does to the storages.
extension RoadWaveWorld {
    /// Puts the recording that was deleted back on the node's disk.
    func restoreFile() throws {
        guard let old = retention.old, let file = old.file else { return }
        try Data(file).write(to: URL(fileURLWithPath: "\(recordingsFolder)/\(old.live).opus"))
    }

    /// Puts the first piece of the recording that was deleted back into the secondary storage.
    func restoreFirstPiece() async throws {
        guard let piece = retention.old?.pieces.min(by: { $0.key < $1.key }) else { return }
        try await runningInfrastructure().storage.write(piece.value, to: piece.key, in: replay.copies)
    }

    /// Erases the copy of the recording that is too young.
    func eraseYoungCopy() async throws {
        for key in (retention.young?.pieces ?? [:]).keys {
            try await runningInfrastructure().storage.erase(key, in: replay.copies)
        }
    }

    /// Writes as much into the secondary storage as the recording had.
    func fillFreedSpace() async throws {
        let text = String(repeating: "x", count: retention.old?.file?.count ?? 0)
        try await runningInfrastructure().storage.write(text, to: "reste", in: replay.copies)
    }
}
