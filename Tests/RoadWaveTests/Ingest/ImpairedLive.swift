import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices

@testable import RoadWave

/// A creator, a node's way from datagrams to segments, and the bad network between them, in virtual time: what a live
/// session does on its loop, without loop or socket.
final class ImpairedLive {
    private static let home = TransportAddress(ip: .v4(0xCB00_7107), port: 50_000)
    private static let server = TransportAddress(ip: .v4(0xC000_0201), port: 8_000)
    private static let silenceAfter = Duration.seconds(1)
    /// What may be lost at the beginning and at the end, where nobody misses it: the samples of ten packets.
    static let edge = 9_600

    /// What the creator's packets undergo after decryption, as when the creator starts another track.
    var rewrite: (RTPPacket) -> RTPPacket = { $0 }

    private(set) var publisher: Publisher
    private var peer: Peer
    /// Media has a link of its own: the fate of a packet then depends on the seed only, and not on when ICE, whose timers
    /// are random, sent its checks.
    private(set) var media: ImpairedLink
    private var control: ImpairedLink
    private var toCreator: ImpairedLink
    private(set) var buffer = JitterBuffer()
    private var clock = CreatorClock()
    private let pipeline: BroadcastPipeline
    private let retransmission: Bool

    private(set) var now = MonotonicTime.zero
    private(set) var sets: [SegmentSet] = []
    private(set) var isConnected = false
    /// Why the creator was disconnected.
    private(set) var disconnection: Publisher.Disconnection?
    /// The timestamp of the first packet that was heard.
    private(set) var firstTimestamp: UInt32?
    /// The samples from there to the end of the last one: nobody knows of a packet before the first, or after the last.
    private(set) var samples = 0
    /// The longest wait for a hole.
    private(set) var longestWait = Duration.zero
    private var start: MonotonicTime?
    private var lastMedia = MonotonicTime.zero
    private var mediaEnd = MediaTime.zero

    init(
        _ conditions: NetworkConditions, retransmission: Bool = true, firstSequenceNumber: UInt16 = 0,
        firstTimestamp: UInt32 = 0
    ) throws {
        self.retransmission = retransmission
        publisher = Publisher(
            configuration: Publisher.Configuration(
                certificate: try DTLSCertificate.generate(), firstSequenceNumber: firstSequenceNumber,
                firstTimestamp: firstTimestamp))
        let certificate = try DTLSCertificate.generate()
        let offer = try WHIPOffer(parsing: publisher.offer())
        let answer = WHIPAnswer(
            answering: offer, credentials: .random(), fingerprint: certificate.fingerprint, addresses: [Self.server])
        var configuration = Peer.Configuration(offer: offer, answer: answer, certificate: certificate)
        configuration.requestsRetransmission = retransmission
        peer = try Peer(configuration: configuration, now: .zero)
        media = ImpairedLink(conditions)
        control = ImpairedLink(NetworkConditions(seed: conditions.seed &+ 1))
        toCreator = ImpairedLink(NetworkConditions(seed: conditions.seed &+ 2))
        pipeline = try BroadcastPipeline(
            configuration: BroadcastConfiguration(ladder: RenditionLadder(parsing: "48k")),
            startDate: WallDate(millisecondsSince1970: 0))
        try publisher.accept(answer: answer.serialized(), now: .zero)
        // OpenSSL waits by the real clock before it sends a flight again: in virtual time a lost one would never come, so
        // the network turns bad when the handshake is done.
        try run(until: .zero + .seconds(1))
        control.conditions = conditions
        toCreator.conditions = conditions
    }

    /// Sends packets of 20 ms at their pace.
    func speak(_ packets: some Sequence<[UInt8]>) throws {
        for packet in packets {
            publisher.send(opus: packet, duration: EncodedSpeech.packetSamples, now: now)
            try run(until: now + .milliseconds(20))
        }
    }

    /// Leaves out one packet of silence.
    func pause() throws {
        publisher.skip(duration: EncodedSpeech.packetSamples)
        try run(until: now + .milliseconds(20))
    }

    /// Sends no media for some time.
    /// - Parameter countsTime: whether timestamps go on, as those of a silent sender do, or stand still.
    func mute(seconds: Int, countsTime: Bool) throws {
        if countsTime { publisher.skip(duration: seconds * MediaTime.sampleRate) }
        try run(until: now + .seconds(seconds))
    }

    /// Ends the live once what is under way has arrived.
    func finish() throws {
        try run(until: now + .milliseconds(600))
        buffer.flush()
        try broadcast()
        clock.settle(elapsed: elapsed, position: pipeline.position)
        try encode()
        sets += try pipeline.finish()
    }

    var filled: FilledSound { pipeline.filled }
    var position: MediaTime { pipeline.position }

    private func run(until end: MonotonicTime) throws {
        try carry()
        while let next = deadline, next <= end {
            now = max(now, next)
            publisher.advance(to: now)
            peer.advance(to: now)
            for datagram in media.deliver(now: now) + control.deliver(now: now) {
                peer.receive(datagram, from: Self.home, now: now)
            }
            for datagram in toCreator.deliver(now: now) { publisher.receive(datagram, from: Self.server, now: now) }
            try carry()
        }
        now = max(now, end)
    }

    private var deadline: MonotonicTime? {
        [
            publisher.nextDeadline, peer.nextDeadline, media.nextDeadline, control.nextDeadline, toCreator.nextDeadline,
            buffer.nextDeadline, nextSilence,
            clock.nextDeadline.map { (start ?? now) + .microseconds($0.microseconds) },
        ].compactMap(\.self).min()
    }

    private func carry() throws {
        while let action = publisher.nextAction() {
            if case .event(.disconnected(let reason)) = action {
                disconnection = reason
            }
            guard case .transmit(let datagram, _) = action else { continue }
            if DatagramKind(datagram) == .rtp {
                media.send(datagram, now: now)
            } else {
                control.send(datagram, now: now)
            }
        }
        while let action = peer.nextAction() {
            switch action {
            case .transmit(let datagram, _): toCreator.send(datagram, now: now)
            case .event(.connected): isConnected = true
            case .event(.media(let packet)): try insert(rewrite(packet))
            case .event(.reception(let report)):
                if retransmission { buffer.roundTrip = report.roundTrip }
            case .associate, .event: break
            }
        }
        try broadcast()
        clock.advance(to: elapsed, position: pipeline.position)
        try encode()
        try fillSilence()
    }

    private func insert(_ packet: RTPPacket) throws {
        let duration = try OpusPacket.duration(of: packet.payload)
        _ = buffer.insert(packet, duration: duration, now: now)
        longestWait = max(longestWait, buffer.targetDelay)
    }

    private func broadcast() throws {
        while let output = buffer.pop(now: now) {
            switch output {
            case .gap: continue
            case .discontinuity(.timestampJumped): clock.jump()
            case .discontinuity(.sourceChanged), .discontinuity(.sequenceRestarted):
                clock.discontinue(elapsed: elapsed, position: pipeline.position)
            case .media(let packet, let duration): try append(packet, duration: duration)
            }
        }
    }

    private func append(_ packet: RTPPacket, duration: Int) throws {
        start = start ?? now
        let first = firstTimestamp ?? packet.timestamp
        firstTimestamp = first
        samples = Int(packet.timestamp &- first) + duration
        clock.take(
            CreatorClock.Packet(bytes: packet.payload, timestamp: packet.timestamp, duration: duration),
            elapsed: elapsed,
            position: pipeline.position, isAfterPause: now - lastMedia >= Self.silenceAfter)
        lastMedia = now
        try encode()
    }

    private func encode() throws {
        while let output = clock.next() {
            guard case .placed(let packet, let time) = output else { continue }
            mediaEnd = time + packet.duration
            sets += try pipeline.append(packet.bytes, at: time)
        }
    }

    private var nextSilence: MonotonicTime? {
        guard let start else { return nil }
        let filled = start + .microseconds(pipeline.position.microseconds) + Self.silenceAfter + .milliseconds(100)
        return max(lastMedia + Self.silenceAfter, filled)
    }

    private func fillSilence() throws {
        guard let deadline = nextSilence, now >= deadline else { return }
        let expected = min(mediaEnd + (now - lastMedia).sampleCount, clock.present(elapsed))
        sets += try pipeline.advance(to: MediaTime(samples: expected.samples - Int64(Self.silenceAfter.sampleCount)))
    }

    private var elapsed: MediaTime { MediaTime(samples: Int64((now - (start ?? now)).sampleCount)) }
}
