import Media
import NIOPosix
import Testing
import WebRTC

@testable import RoadWave

@Suite("Failure of a codec", .timeLimit(.minutes(1)))
struct CodecFailureTests {
    @Test("a codec that fails ends the live: what was encoded is listed, and nothing is encoded after it")
    func failure() async throws {
        let storage = try FaultyStorage()
        let (session, udp) = try await session(storingIn: storage)
        let packets = try packets(count: 200)
        let start = session.environment.clock.now
        await session.take(packets[..<150], now: start)
        // Behind a hole, so that they wait for the end of the live.
        await session.take(packets[151...], now: start + .milliseconds(100))
        await session.breakCodec()
        await session.storeMedia()
        await udp.close()

        let live = await session.live
        #expect(live.state == .ended)
        #expect(live.endReason == .failure)
        #expect(session.environment.counters.snapshot.livesEnded == [.failure: 1])
        let base = "lives/\(live.id)/48k"
        #expect(storage.journal.filter { $0 == .put("\(base)/0.ts") }.count == 1)
        let text = String(decoding: try await storage.get(ObjectKey("\(base)/media.m3u8")).bytes, as: UTF8.self)
        let playlist = try MediaPlaylist(parsing: text)
        #expect(playlist.entries.map(\.address) == ["0.ts"])
        #expect(playlist.isEnded)
    }

    /// A live without a node, whose creator is not connected.
    private func session(storingIn storage: FaultyStorage) async throws -> (LiveSession, UDPServer) {
        let loops = MultiThreadedEventLoopGroup.singleton
        let clock = NodeClock(TurnedClock())
        let counters = NodeCounters()
        let udp = try await UDPServer.bind(
            to: ListenAddress(host: "127.0.0.1", port: 0), eventLoop: loops.next(), clock: clock, counters: counters,
            logger: .silent)
        let environment = LiveEnvironment(
            configuration: NodeConfiguration(), clock: clock, certificate: try DTLSCertificate.generate(), udp: udp,
            candidates: [], storage: storage, events: EventHub(), counters: counters, logger: .silent)
        let session = try LiveSession(
            creator: CreatorID(token: "createur"), metadata: LiveMetadata(title: "Essai"),
            offer: WHIPOffer(parsing: try TestOffer.opus()), loop: MediaLoop(eventLoop: loops.next(), clock: clock),
            environment: environment)
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
        for packet in packets { insert(packet, now: now) }
        // The first packets of all wait for earlier ones.
        if broadcast.running == nil {
            broadcastMedia(now: now + environment.configuration.jitterTarget)
        } else {
            broadcastMedia(now: now)
        }
    }

    /// Lets the next step of the encoding fail.
    fileprivate func breakCodec() {
        encode { _ throws(MediaError) in throw MediaError(.codec, "the test broke the encoder") }
    }
}
