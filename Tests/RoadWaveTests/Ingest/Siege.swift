import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// A node with the live of a victim, whose network an attacker reads and writes.
struct Siege {
    let running: RunningTestNode
    let relay: UDPRelay
    let eavesdropper: Eavesdropper
    let victim: LivePublisher
    private let clock: TurnedClock
    private let speech: EncodedSpeech
    private let position = SpeechPosition()

    /// Of the relay's creators the victim is the first.
    static let victimLine = 0
    private static let packetsPerSecond = 50

    /// Runs a body against a node on which the victim has spoken for a second.
    static func with(_ body: (Siege) async throws -> Void) async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            let node = try #require(TransportAddress(running.addresses.udp.description))
            let eavesdropper = Eavesdropper()
            try await UDPRelay.with(
                server: node, tap: { client, datagram, _ in eavesdropper.hear(datagram, of: client) }
            ) { relay in
                let victim = try await publisher(to: running, over: relay, token: "victime")
                let siege = Siege(
                    running: running, relay: relay, eavesdropper: eavesdropper, victim: victim, clock: clock,
                    speech: try EncodedSpeech.mono.get())
                try await siege.during {}
                try await body(siege)
                await victim.close()
            }
        }
    }

    /// Connects another creator through the relay.
    func admit(token: String) async throws -> LivePublisher {
        try await Self.publisher(to: running, over: relay, token: token)
    }

    private static func publisher(
        to running: RunningTestNode, over relay: UDPRelay, token: String
    ) async throws -> LivePublisher {
        try await LivePublisher.connect(
            to: "\(running.addresses.httpURL)/whip?title=Essai", token: token,
            configuration: Publisher.Configuration(certificate: try DTLSCertificate.generate()), remap: relay.remap)
    }

    /// Attacks while the victim speaks for a second.
    func during(_ attack: () async throws -> Void) async throws {
        let before = try await received()
        let second = await position.next(Self.packetsPerSecond)
        try #require(second.upperBound <= speech.packets.count, "the speech is over")
        async let spoken: Void = speak(second)
        try await attack()
        await spoken
        try await until { try await received() >= before + Self.packetsPerSecond }
        clock.advance(by: .seconds(1))
    }

    private func speak(_ packets: Range<Int>) async {
        for index in packets { await victim.send(opus: speech.packets[index], duration: EncodedSpeech.packetSamples) }
    }

    private func received() async throws -> Int { try await running.metric("roadwave_packets_received_total") ?? 0 }

    /// Sends datagrams, in portions that no buffer overflows with, and waits until each is counted as dropped.
    /// - Returns: how many were dropped, by reason.
    func drops(of datagrams: [[UInt8]], _ send: ([[UInt8]]) async throws -> Void) async throws -> [String: Int] {
        let before = try await dropped()
        var sent = 0
        while sent < datagrams.count {
            let portion = Array(datagrams[sent..<min(sent + 32, datagrams.count)])
            try await send(portion)
            sent += portion.count
            try await until { [sent] in try await dropped().values.reduce(0, +) >= before.values.reduce(0, +) + sent }
        }
        return try await dropped().merging(before) { $0 - $1 }.filter { $0.value != 0 }
    }

    /// The same, sent by a stranger.
    func dropsFromStranger(_ datagrams: [[UInt8]]) async throws -> [String: Int] {
        try await drops(of: datagrams) { try await Stranger.send($0, to: running.addresses.udp) }
    }

    /// The same, sent from the victim's own address.
    func dropsFromVictim(_ datagrams: [[UInt8]]) async throws -> [String: Int] {
        try await drops(of: datagrams) { try await relay.inject($0, asClient: Self.victimLine) }
    }

    private func dropped() async throws -> [String: Int] {
        try await running.reasons(of: "roadwave_datagrams_dropped_total")
    }

    /// The segments of so many packets where nothing is lost, late or concealed, which is what decoding could not tell of
    /// a short loss.
    private func undisturbed(_ packets: Int) throws -> [[UInt8]] {
        let pipeline = try BroadcastPipeline(
            configuration: .single, startDate: WallDate(millisecondsSince1970: 0))
        var sets: [SegmentSet] = []
        for index in 0..<packets {
            sets += try pipeline.append(speech.packets[index], at: EncodedSpeech.time(ofPacket: index))
        }
        return DecodedSegments.streams(try sets + pipeline.finish())
    }

    /// Ends the victim's live; everything that it said is in its segments, whole.
    func expectWholeSpeech() async throws {
        let events = running.node.events
        await victim.close()
        let id = try #require(LiveID(victim.liveID))
        #expect(await events.end(of: id)?.endReason == .creator)
        let playlist = try MediaPlaylist(
            parsing: try await running.client.get("/lives/\(id)/48k/media.m3u8").text)
        #expect(playlist.isEnded)
        #expect(!playlist.entries.contains { $0.isGap || $0.isDiscontinuous })
        var segments: [[UInt8]] = []
        for entry in playlist.entries {
            segments.append(Array(try await running.client.get("/lives/\(id)/48k/\(entry.address)").body))
        }
        let packets = await position.spoken
        #expect(try segments == undisturbed(packets))
        let heard = try DecodedSegments.decode(segments)
        let spoken = packets * EncodedSpeech.packetSamples
        // The Opus encoder keeps its last few milliseconds: the source ends that much before the packets do.
        let sent = speech.source.frames(0..<spoken - speech.codecDelay)
        let match = try Correlation.locate(sent, in: heard)
        #expect(match.coefficient > 0.9)
        // The AAC encoder's priming frame comes before the sound.
        #expect(match.offset == SegmentGrid.frameSamples + speech.codecDelay)
        #expect(try Correlation.gaps(of: sent, in: heard, at: match.offset).isEmpty)
    }
}

/// How far the victim's speech is.
private actor SpeechPosition {
    private(set) var spoken = 0

    func next(_ count: Int) -> Range<Int> {
        defer { spoken += count }
        return spoken..<spoken + count
    }
}

extension RunningTestNode {
    /// The values of a metric by its one label.
    func reasons(of name: String) async throws -> [String: Int] {
        let prefix = "\(name){reason=\""
        let values = try await metrics().compactMap { key, value in
            key.hasPrefix(prefix) ? (String(key.dropFirst(prefix.count).dropLast(2)), value) : nil
        }
        return Dictionary(uniqueKeysWithValues: values)
    }
}
