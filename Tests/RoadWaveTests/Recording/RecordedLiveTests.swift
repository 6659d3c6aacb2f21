import Foundation
import NIOPosix
import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// The recording of lives on a node: beside the broadcast, and whatever becomes of it.
@Suite("Recorded live", .timeLimit(.minutes(5)))
struct RecordedLiveTests {
    @Test("every packet of a live is in its recording, byte for byte, and no one is served the file")
    func wholeLive() async throws {
        try await RunningTestNode.with(clock: TurnedClock()) { running in
            let events = running.node.events
            let creator = try await RecordedCreator.connect(to: running)
            let sent = try await creator.send(0..<150)
            try await creator.end(events)
            let recorded = try Recording.read(creator.id, in: running.directory)
            #expect(recorded.packets == sent)
            #expect(recorded.isFinished)
            #expect(try await running.metric("roadwave_recorded_packets_total") == 150)
            #expect(try await running.client.get("/recordings/\(creator.id).opus").status == 404)
        }
    }

    @Test("a live whose object storage is dead is recorded whole")
    func deadStorage() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            // A file where the segments' folders should be: every put fails.
            try Data().write(to: running.directory.appending(path: "lives"))
            let creator = try await RecordedCreator.connect(to: running)
            let sent = try await creator.send(0..<200)
            try await begin(packets: 200, in: running, clock)
            try await until { try await running.metric("roadwave_storage_failures_total") ?? 0 > 0 }
            try FileManager.default.removeItem(at: running.directory.appending(path: "lives"))
            await creator.publisher.close()
            let playlist = running.directory.appending(path: "lives/\(creator.id)/48k/media.m3u8")
            try await until {
                // The storage is tried again as time passes.
                clock.advance(by: .seconds(1))
                let text = try? String(contentsOf: playlist, encoding: .utf8)
                return text?.contains("#EXT-X-ENDLIST") == true
            }
            try await until { try Recording.read(creator.id, in: running.directory).isFinished }
            #expect(try Recording.read(creator.id, in: running.directory).packets == sent)
        }
    }

    @Test("a live whose recording cannot be written is broadcast")
    func brokenRecordings() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            try Data().write(to: running.directory.appending(path: "recordings"))
            let (events, ends) = (running.node.events, running.node.events)
            let failures = running.node.events
            let creator = try await RecordedCreator.connect(to: running)
            _ = try await creator.send(0..<200)
            try await begin(packets: 200, in: running, clock)
            let failure = await failures.first { if case .recordingFailed = $0 { true } else { false } }
            #expect(failure?.liveID == creator.id)
            _ = try #require(await events.listed(0, of: creator.id))
            try await creator.end(ends)
            #expect(try await running.metric("roadwave_recording_failures_total") == 1)
            #expect(try await running.metric("roadwave_recording_packets_lost_total") == 200)
        }
    }

    @Test("a live whose codecs fail for good is still recorded")
    func failedCodecs() async throws {
        let directory = try TemporaryDirectory()
        let (session, udp) = try await session(recordingIn: directory.path + "/recordings")
        let running = Task { await session.writeRecording() }
        let now = session.resources.clock.now
        let packets = try RecordedCreator.packets(0..<100)
        await session.take(packets[..<50], now: now)
        await session.breakBroadcast()
        await session.take(packets[50...], now: now)
        #expect(await !session.isEncoding)
        await session.end(.creator)
        await running.value
        await udp.close()
        let file = directory.path + "/recordings/\(session.id).opus"
        #expect(try Recording.read(file).packets == packets.map(\.payload))
    }

    /// Lets the first packets out, which wait for earlier ones.
    private func begin(packets: Int, in running: RunningTestNode, _ clock: TurnedClock) async throws {
        try await until { try await running.metric("roadwave_packets_received_total") == packets }
        clock.advance(by: .milliseconds(100))
    }

    /// A live without a node, whose creator is not connected.
    private func session(recordingIn folder: String) async throws -> (LiveSession, UDPServer) {
        let loops = MultiThreadedEventLoopGroup.singleton
        let clock = NodeClock(TurnedClock())
        let metrics = NodeMetrics()
        let udp = try await UDPServer.bind(
            to: ListenAddress(host: "127.0.0.1", port: 0), eventLoop: loops.next(), clock: clock,
            metrics: metrics.lives.ingest, logger: .silent)
        let resources = LiveSession.Resources(
            settings: LiveSettings(), clock: clock, certificate: try DTLSCertificate.generate(), udp: udp,
            candidates: [], storage: try FaultyStorage(), events: EventHub(), metrics: metrics.lives, logger: .silent,
            recordings: RecordingDirectory(path: folder, configuration: RecordingConfiguration()))
        let session = try LiveSession(
            creator: UserID(token: "createur"), metadata: LiveMetadata(title: "Essai"),
            offer: WHIPOffer(parsing: try TestOffer.opus()), loop: MediaLoop(eventLoop: loops.next(), clock: clock),
            resources: resources)
        return (session, udp)
    }
}

extension LiveSession {
    /// Takes packets that arrive together, the first of all after their wait for earlier ones.
    fileprivate func take(_ packets: ArraySlice<RTPPacket>, now: MonotonicTime) {
        for packet in packets { machine.insert(packet, now: now) }
        perform(now: now + .seconds(1))
    }

    fileprivate var isEncoding: Bool { encoding != nil }

    /// Lets the encoding fail until it is given up.
    fileprivate func breakBroadcast() {
        for _ in 0..<LiveTimeline.codecFailureLimit {
            encode(now: resources.clock.now) { _ throws(MediaError) in
                throw MediaError(.codec, "the test broke the encoder")
            }
        }
        perform(now: resources.clock.now)
    }
}

/// A creator over a real connection, whose packets are all different.
private struct RecordedCreator {
    let publisher: LivePublisher
    let id: LiveID

    static func connect(to running: RunningTestNode) async throws -> RecordedCreator {
        let publisher = try await LivePublisher.connect(
            to: "\(running.addresses.httpURL)/whip?title=Essai", token: "createur",
            configuration: Publisher.Configuration(certificate: try DTLSCertificate.generate()))
        return RecordedCreator(publisher: publisher, id: try #require(LiveID(publisher.liveID)))
    }

    /// Sends packets of 20 ms at once.
    /// - Returns: what was sent.
    func send(_ numbers: Range<Int>) async throws -> [[UInt8]] {
        let packets = try Self.packets(numbers).map(\.payload)
        for packet in packets { await publisher.send(opus: packet, duration: 960) }
        return packets
    }

    /// Ends the live, and waits until all of it is stored.
    func end(_ events: AsyncStream<EngineEvent>) async throws {
        await publisher.close()
        _ = try #require(await events.end(of: id))
    }

    static func packets(_ numbers: Range<Int>) throws -> [RTPPacket] {
        let encoder = try OpusEncoder(channels: 1, bitrate: 48_000)
        var speech = SpeechLikeSignal(channels: 1)
        return try numbers.map { number in
            RTPPacket(
                payloadType: 111, sequenceNumber: UInt16(number), timestamp: UInt32(number * 960), ssrc: 1,
                payload: try encoder.encode(speech.next(frames: 960)))
        }
    }
}

/// What is in the file of a recording.
private struct Recording {
    var packets: [[UInt8]] = []
    var isFinished = false

    static func read(_ live: LiveID, in directory: URL) throws -> Recording {
        try read(directory.appending(path: "recordings/\(live).opus").path)
    }

    static func read(_ path: String) throws -> Recording {
        var reader = OggOpusReader()
        reader.append(Array(FileManager.default.contents(atPath: path) ?? Data()))
        reader.finish()
        var recording = Recording()
        while let packet = try reader.next() { recording.packets.append(packet.bytes) }
        recording.isFinished = reader.isFinished
        return recording
    }
}
