import Foundation
import RoadWaveClient
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// One node, one live that must not notice, and everything that a network can send it.
@Suite("A live under attack", .timeLimit(.minutes(5)))
struct SiegeTests {
    @Test("every attack is refused under its own reason, and the victim's sound stays whole")
    func siege() async throws {
        try await Siege.with { siege in
            try await siege.during { try await Self.noise(siege) }
            try await siege.during { try await Self.damagedCopies(siege) }
            try await siege.during { try await Self.forgedChecks(siege) }
            try await siege.during { try await Self.replay(siege) }
            try await siege.during { try await Self.damagedMedia(siege) }
            try await siege.during { try await Self.badOffers(siege) }
            let noise = try await Self.noiseAsOpus(siege)
            let refused = try await siege.running.reasons(of: "roadwave_packets_refused_total")
            #expect(refused.filter { $0.value != 0 } == ["not_opus": noise])
            try await siege.expectWholeSpeech()
        }
    }

    @Test("a creator whose certificate is not the announced one is refused once its time for the right one is over")
    func impostor() async throws {
        let clock = TurnedClock()
        try await RunningTestNode.with(clock: clock) { running in
            let sent = try await Impostor.showCertificate(to: running)
            try await until { try await running.metric("roadwave_datagrams_received_total") ?? 0 >= sent }
            #expect(try await running.reasons(of: "roadwave_handshakes_failed_total").values.allSatisfy { $0 == 0 })
            clock.advance(by: .seconds(21))
            try await until { try await running.metric(#"roadwave_lives_ended_total{reason="failure"}"#) == 1 }
            let failures = try await running.reasons(of: "roadwave_handshakes_failed_total").filter { $0.value != 0 }
            #expect(failures == ["fingerprint_mismatch": 1])
        }
    }

    /// Random bytes from strangers.
    private static func noise(_ siege: Siege) async throws {
        var bytes = HostileBytes(seed: 42)
        let datagrams = bytes.noise(count: 512)
        let unknown = datagrams.count { DatagramKind($0) == .unknown }
        let drops = try await siege.dropsFromStranger(datagrams)
        #expect(drops == ["unknown_protocol": unknown, "unknown_sender": datagrams.count - unknown])
    }

    /// The victim's own datagrams, cut or with a bit turned, from a stranger.
    private static func damagedCopies(_ siege: Siege) async throws {
        var bytes = HostileBytes(seed: 43)
        var copies: [[UInt8]] = []
        // What MESSAGE-INTEGRITY protects, which the 8 bytes of FINGERPRINT after it are not part of (RFC 8489 §14.5).
        let check = try #require(siege.eavesdropper.datagrams(of: .stun, from: Siege.victimLine).last)
        copies += HostileBytes.truncated(check)
        copies += bytes.flipped(check.dropLast(8)).map { $0 + check.suffix(8) }
        for kind in [DatagramKind.dtls, .rtp, .rtcp] {
            let original = try #require(siege.eavesdropper.datagrams(of: kind, from: Siege.victimLine).last)
            copies += HostileBytes.truncated(original) + bytes.flipped(original)
        }
        let drops = try await siege.dropsFromStranger(copies)
        // A check that is damaged behind the name of its live is for the live to refuse.
        #expect(Set(drops.keys).isSubset(of: ["unknown_protocol", "unknown_sender", "bad_integrity"]))
        #expect(drops.values.reduce(0, +) == copies.count)
    }

    /// Checks with a wrong ufrag, or with the right ones and a guessed password.
    private static func forgedChecks(_ siege: Siege) async throws {
        let check = try #require(siege.eavesdropper.datagrams(of: .stun, from: Siege.victimLine).first)
        let username = try #require(try STUNMessage(parsing: check).username)
        let ufrag = try #require(username.split(separator: ":").first)
        func forged(_ username: String) -> [[UInt8]] {
            (0..<10).map { _ in
                STUNMessage(
                    .request, transactionID: .random(),
                    attributes: [.username(username), .priority(1), .iceControlling(tieBreaker: 1), .useCandidate]
                ).serialized(password: "guessed-guessed-guessed")
            }
        }
        #expect(try await siege.dropsFromStranger(forged("nobody:\(ufrag)")) == ["unknown_sender": 10])
        #expect(try await siege.dropsFromStranger(forged("\(ufrag):nobody")) == ["wrong_username": 10])
        #expect(try await siege.dropsFromStranger(forged(username)) == ["bad_integrity": 10])
        #expect(try await siege.dropsFromVictim(forged(username)) == ["bad_integrity": 10])
    }

    /// The victim's media again, from its own address and from another one.
    private static func replay(_ siege: Siege) async throws {
        let media = Array(siege.eavesdropper.datagrams(of: .rtp, from: Siege.victimLine).suffix(30))
        #expect(media.count == 30)
        #expect(try await siege.dropsFromVictim(media) == ["replayed": 30])
        #expect(try await siege.dropsFromStranger(media) == ["unknown_sender": 30])
        // Its checks, which carry our password's signature, from twelve other ports.
        let check = try #require(siege.eavesdropper.datagrams(of: .stun, from: Siege.victimLine).last)
        for _ in 0..<12 { #expect(try await siege.dropsFromStranger([check]) == ["replayed_check": 1]) }
        let report = try #require(siege.eavesdropper.datagrams(of: .rtcp, from: Siege.victimLine).last)
        #expect(try await siege.dropsFromVictim([report]) == ["replayed": 1])
    }

    /// The victim's datagrams, cut or with a bit turned, from its own address.
    private static func damagedMedia(_ siege: Siege) async throws {
        var bytes = HostileBytes(seed: 44)
        var packet = try #require(siege.eavesdropper.datagrams(of: .rtp, from: Siege.victimLine).last)
        // A sequence number that is still to come: a known one is refused as a replay before its tag is looked at.
        let future = (UInt16(packet[2]) << 8 | UInt16(packet[3])) &+ 200
        packet.replaceSubrange(2...3, with: [UInt8(future >> 8), UInt8(future & 0xFF)])
        let flipped = try await siege.dropsFromVictim(bytes.flipped(packet))
        #expect(flipped["authentication_failed", default: 0] > packet.count / 2)
        #expect(flipped.values.reduce(0, +) == packet.count)
        let cut = try await siege.dropsFromVictim(HostileBytes.truncated(packet))
        #expect(cut["malformed_srtp", default: 0] > 0)
        #expect(cut.values.reduce(0, +) == packet.count)
        let handshake = try #require(siege.eavesdropper.datagrams(of: .dtls, from: Siege.victimLine).last)
        // 13 bytes of header, of which the last two are the length (RFC 6347 §4.1): never a whole record.
        let record = Array(handshake.prefix(13 + Int(handshake[11]) << 8 + Int(handshake[12])))
        let records = try await siege.dropsFromVictim(Array(HostileBytes.truncated(record).dropFirst()))
        #expect(records == ["malformed_dtls": record.count - 1])
        // Whole records that the victim's key did not make are discarded in silence (RFC 6347 §4.1.2.7).
        try await siege.relay.inject(bytes.flipped(record), asClient: Siege.victimLine)
    }

    /// Offers that are too long, or not offers.
    private static func badOffers(_ siege: Siege) async throws {
        let client = siege.running.client
        let offer = try TestOffer.opus()
        let long = offer + String(repeating: "a=x-filler:0123456789\r\n", count: 3_000)
        #expect(long.utf8.count > 64 << 10)
        let tooLarge = try await client.publish(long, token: "hostile")
        #expect(tooLarge.status == 413)
        #expect(try tooLarge.json("code") == "too_large")
        var bytes = HostileBytes(seed: 45)
        let media = try #require(offer.range(of: "m=audio"))
        for body in [Data(), Data(bytes.noise(length: 2_000)), Data(offer[..<media.lowerBound].utf8)] {
            let answer = try await client.send(
                "POST", "/whip?title=x",
                headers: ["Authorization": "Bearer hostile", "Content-Type": "application/sdp"],
                body: body)
            #expect(answer.status == 400)
            #expect(try answer.json("code") == "invalid_offer")
        }
    }

    /// A creator in good order whose packets are noise, of which some look like Opus.
    /// - Returns: how many do not.
    private static func noiseAsOpus(_ siege: Siege) async throws -> Int {
        let hostile = try await siege.admit(token: "hostile")
        var bytes = HostileBytes(seed: 46)
        // 0x78: mono, hybrid, 20 ms, one frame, whatever its bytes; 0x7B: frames whose count or lengths are missing.
        let frames = (0..<25).map { _ in [0x78] + bytes.noise(length: 60) }
        let others: [[UInt8]] = (0..<25).map { $0 % 2 == 0 ? [0x7B] : [0x7B, 0] }
        try await siege.during {
            for (frame, other) in zip(frames, others) {
                await hostile.send(opus: frame, duration: 960)
                await hostile.send(opus: other, duration: 960)
            }
            try await until { try await siege.running.reasons(of: "roadwave_packets_refused_total")["not_opus"] == 25 }
        }
        let id = try #require(LiveID(hostile.liveID))
        #expect(await siege.running.node.live(id)?.state == .live)
        await hostile.close()
        return others.count
    }
}
