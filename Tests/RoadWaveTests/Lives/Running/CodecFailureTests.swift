import NIOPosix
import RoadWaveMedia
import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Failure of a codec", .timeLimit(.minutes(5)))
struct CodecFailureTests {
    private let registry = MetricsRegistry()

    @Test("a codec that fails costs the sound since the last segment: the live goes on behind a discontinuity")
    func failure() async throws {
        let storage = try FaultyStorage()
        let (session, udp) = try await session(storingIn: storage)
        // Within the five seconds that a live may be ahead of its clock.
        let packets = try packets(count: 240)
        let start = session.resources.clock.now
        await session.take(packets[..<150], now: start)
        await session.breakCodec(now: start)
        #expect(await session.isOver == false)
        await session.take(packets[150...], now: start)
        await session.end(.creator)
        #expect(await session.storeMedia() == .closed(end: nil))
        await udp.close()

        #expect(registry["roadwave_encoding_failures_total"] == 1)
        let playlist = try await playlist(of: session, in: storage)
        #expect(playlist.entries.map(\.address) == playlist.entries.indices.map { "\($0).ts" })
        #expect(playlist.entries.map(\.isDiscontinuous).firstIndex(of: true) == 1)
        // What was lost is silent: a listener's clock goes on.
        #expect(playlist.duration >= .milliseconds(4_800))
        #expect(playlist.isEnded)
    }

    @Test("a codec that fails again and again closes the playlists; the live goes on, and tells")
    func givenUp() async throws {
        let storage = try FaultyStorage()
        let (session, udp) = try await session(storingIn: storage)
        let events = session.resources.events.observe(session.id)
        let packets = try packets(count: 240)
        let start = session.resources.clock.now
        await session.take(packets[..<150], now: start)
        for _ in 0..<LiveTimeline.codecFailureLimit { await session.breakCodec(now: start) }
        await session.take(packets[150...], now: start)
        // Ends although the live does not: nothing more is to be stored.
        #expect(await session.storeMedia() == .closed(end: nil))
        #expect(await session.isOver == false)
        let event = await events.first { _ in true }
        guard case .broadcastStopped(session.id) = event else {
            Issue.record("expected the end of the broadcast, got \(String(describing: event))")
            return
        }
        let playlist = try await playlist(of: session, in: storage)
        #expect(playlist.entries.map(\.address) == ["0.ts"])
        #expect(playlist.isEnded)
        await session.end(.creator)
        await udp.close()
    }

    private func playlist(of session: LiveSession, in storage: FaultyStorage) async throws -> MediaPlaylist {
        let key = try ObjectKey("lives/\(session.id)/48k/media.m3u8")
        return try MediaPlaylist(parsing: String(decoding: try await storage.get(key).bytes, as: UTF8.self))
    }

    /// A live without a node, whose creator is not connected.
    private func session(storingIn storage: FaultyStorage) async throws -> (LiveSession, UDPServer) {
        let loops = MultiThreadedEventLoopGroup.singleton
        let clock = NodeClock(TurnedClock())
        let metrics = NodeMetrics(registry)
        let udp = try await UDPServer.bind(
            to: ListenAddress(host: "127.0.0.1", port: 0), eventLoop: loops.next(), clock: clock,
            metrics: metrics.lives.ingest,
            logger: .silent)
        let resources = LiveSession.Resources(
            settings: NodeConfiguration.single.live, clock: clock, certificate: try DTLSCertificate.generate(),
            udp: udp, candidates: [], storage: storage, events: EventHub(), metrics: metrics.lives, logger: .silent)
        let session = try LiveSession(
            creator: UserID(token: "createur"), metadata: LiveMetadata(title: "Essai"),
            offer: WHIPOffer(parsing: try TestOffer.opus()), loop: MediaLoop(eventLoop: loops.next(), clock: clock),
            resources: resources)
        return (session, udp)
    }

    /// A tone in packets of 20 ms.
    private func packets(count: Int) throws -> [RTPPacket] {
        let encoder = try OpusEncoder(channels: 1, bitrate: 48_000)
        var tone = ToneGenerator(frequency: 440)
        return try (0..<count).map { index in
            RTPPacket(
                payloadType: 111, sequenceNumber: UInt16(index), timestamp: UInt32(index * 960), ssrc: 1,
                payload: try encoder.encode(tone.next(frames: 960)))
        }
    }
}

extension LiveSession {
    /// Takes packets that arrive together, and encodes those that have not to wait for others.
    fileprivate func take(_ packets: ArraySlice<RTPPacket>, now: MonotonicTime) {
        for packet in packets { machine.insert(packet, now: now) }
        // The first packets of all wait for earlier ones.
        perform(now: encoding == nil ? now + resources.settings.jitter.minimumDelay : now)
    }

    /// Lets a step of the encoding fail.
    fileprivate func breakCodec(now: MonotonicTime) {
        encode(now: now) { encoding throws(MediaError) in try encoding.breakPipeline() }
        perform(now: now)
    }
}
