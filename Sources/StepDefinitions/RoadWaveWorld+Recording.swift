internal import Foundation
internal import Gherkin
internal import RoadWaveTestServices

/// A live that is recorded, its storage and its disk.
extension RoadWaveWorld {
    /// A creator speaks, in real time, to a node whose line to the storage can be cut, and that counts in a Redis, as in
    /// production.
    func startRecordedLive() async throws {
        let line = try await StorageLine.lay(to: try runningInfrastructure().storage.endpoint)
        atEnd { await line.stop() }
        recording.storageLine = line
        // Segments wait for the storage as long as players hold back: the shorter, the sooner some are lost.
        var settings = try await settingsOfCounters()
        settings["ROADWAVE_S3_ENDPOINT"] = await line.endpoint
        settings["ROADWAVE_HOLD_BACK_SECONDS"] = "6"
        try await restartServer(with: settings)
        try await waitUntilReady()
        try await startVoice()
        guard let voice else { throw DriverError("aucune voix n'est prête") }
        let network = try await openNetwork()
        recording.network = network
        let creator = try await SpeakingCreator.start(
            at: try runningServer().http, voice: microphoneFault?.applied(to: voice) ?? voice, through: network)
        // By then the node is stopped.
        atEnd { await creator.vanish() }
        recording.creator = creator
    }

    /// A network between a creator and the node, which adds nothing of its own yet.
    func openNetwork() async throws -> MobileNetwork {
        let network = try await MobileNetwork.open(usual: .perfect)
        atEnd { await network.close() }
        try await network.lead(to: try runningServer().udp)
        return network
    }

    func join(_ accomplice: RecordingScene.Accomplice) { recording.accomplices.insert(accomplice) }

    /// The creator of the live that is recorded.
    func speakingCreator() throws -> SpeakingCreator {
        guard let creator = recording.creator else { throw DriverError("aucun live n'est en cours") }
        return creator
    }

    /// The live's public state.
    func recordedLiveState() async throws -> String? {
        let address = "\(try runningServer().http)/lives/\(try speakingCreator().liveID)"
        return await HTTPWitness().request(address)?.json["state"] as? String
    }

    /// Where the node keeps its recordings.
    nonisolated var recordingsFolder: String { folder + "/data/recordings" }

    /// The file of the live's recording.
    func recordingPath() throws -> String { "\(recordingsFolder)/\(try speakingCreator().liveID).opus" }

    /// What is in the live's recording now.
    func recordedStream() async throws -> RecordedStream {
        try await RecordedStream.examine(try recordingPath(), in: folder)
    }

    /// Waits until so many packets are in the recording: its bound is the time limit of the step.
    func waitForRecording(packets: Int) async throws {
        while try await recordedStream().packets.count < packets {
            // why: the pause between two looks at a condition.
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// How well the sound of a recording, as ffmpeg decodes it, is the creator's voice.
    func fidelity(of recorded: RecordedStream) async throws -> Fidelity {
        guard let voice, !recorded.packets.isEmpty else { return Fidelity() }
        // A recording has two channels, whatever the creator sends.
        return try Fidelity.measure(
            try await FFmpegDecoder.decode(segments: [recorded.copy], channels: 2, in: folder), with: voice)
    }

    /// The number of the last segment that listeners can get, through the cache; −1 when there is none.
    func lastListedSegment() async throws -> Int {
        let path = "/lives/\(try speakingCreator().liveID)/48k/media.m3u8"
        let playlist = await HTTPWitness().request(try await base(ofRegion: 0) + path)?.text ?? ""
        let names = playlist.split(whereSeparator: \.isNewline).filter { $0.hasSuffix(".ts") }
        return names.last.flatMap { Int($0.dropLast(3)) } ?? -1
    }

    /// How many segments the last playlist that listeners can get says to be lost (RFC 8216bis §4.4.4.7).
    func lostSegments() async throws -> Int {
        let path = "/lives/\(try speakingCreator().liveID)/48k/media.m3u8"
        let playlist = await HTTPWitness().request(try await base(ofRegion: 0) + path)?.text ?? ""
        return playlist.split(whereSeparator: \.isNewline).count { $0 == "#EXT-X-GAP" }
    }

    /// The creator ends the live.
    /// - Returns: every packet that was sent.
    func endRecordedLive() async throws -> [[UInt8]] {
        let creator = try speakingCreator()
        if recording.accomplices.contains(.endIsNotWritten) {
            await stopServer()
        } else {
            await creator.stop()
        }
        return await creator.sentPackets
    }

    /// A figure of the node's, as its metrics page gives it; −1 when it is not there.
    func metric(_ name: String) async throws -> Int {
        let page = await HTTPWitness().request(try runningServer().admin + "/metrics")?.text ?? ""
        let line = page.split(whereSeparator: \.isNewline).last { $0.hasPrefix(name + " ") }
        return line.flatMap { Int($0.dropFirst(name.count + 1)) } ?? -1
    }

    // MARK: What breaks

    /// Cuts the node off its object storage.
    func cutStorage() async throws {
        if !recording.accomplices.contains(.storageHolds) { await recording.storageLine?.cut() }
        if recording.accomplices.contains(.nodeDiesWithStorage) { await stopServer() }
    }

    func mendStorage() async { await recording.storageLine?.mend() }

    /// Puts a file in the place of the folder of recordings: no one can write in it, not even root.
    func breakRecordings() async throws {
        if !recording.accomplices.contains(.recordingsHold) {
            try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
            try? FileManager.default.moveItem(atPath: recordingsFolder, toPath: recordingsFolder + ".absent")
            try Data().write(to: URL(filePath: recordingsFolder))
        }
        if recording.accomplices.contains(.nodeDiesWithRecordings) { await stopServer() }
    }

    func mendRecordings() throws {
        guard FileManager.default.fileExists(atPath: recordingsFolder + ".absent") else { return }
        try FileManager.default.removeItem(atPath: recordingsFolder)
        try FileManager.default.moveItem(atPath: recordingsFolder + ".absent", toPath: recordingsFolder)
    }

    /// Lets the recording look as if nothing had been written for a while.
    func ageRecording(by age: Duration) throws {
        let date = Date(timeIntervalSinceNow: -(age / .seconds(1)))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: try recordingPath())
    }

    /// Changes one byte in the middle of the recording.
    func damageRecording() throws {
        let file = try FileHandle(forUpdating: URL(filePath: try recordingPath()))
        defer { try? file.close() }
        let middle = try file.seekToEnd() / 2
        try file.seek(toOffset: middle)
        let byte = try file.read(upToCount: 1)?.first ?? 0
        try file.seek(toOffset: middle)
        try file.write(contentsOf: Data([byte ^ 0xff]))
    }
}
