import RoadWaveRTC
import Testing

@Suite("SRTP session")
struct SRTPSessionTests {
    private struct Pair {
        let sender: SRTPSession
        let receiver: SRTPSession

        init(_ profile: SRTPProfile, receiverSeed: UInt64 = 1) throws {
            sender = try SRTPSession(try Pair.keys(profile, seed: 1, isServer: false))
            receiver = try SRTPSession(try Pair.keys(profile, seed: receiverSeed, isServer: true))
        }

        private static func keys(
            _ profile: SRTPProfile, seed: UInt64, isServer: Bool
        ) throws -> SRTPKeyingMaterial {
            var generator = SeededGenerator(seed: seed)
            let exported = generator.bytes(count: 2 * (profile.keyLength + profile.saltLength))
            return try #require(SRTPKeyingMaterial(profile: profile, exported: exported, isServer: isServer))
        }

        func protected(_ sequenceNumber: UInt16, ssrc: UInt32 = 7) throws -> [UInt8] {
            var bytes = plain(sequenceNumber, ssrc: ssrc)
            try sender.protect(&bytes)
            return bytes
        }

        func plain(_ sequenceNumber: UInt16, ssrc: UInt32 = 7) -> [UInt8] {
            RTPPacket(
                payloadType: 111, sequenceNumber: sequenceNumber, timestamp: UInt32(sequenceNumber) * 960, ssrc: ssrc,
                payload: [UInt8](repeating: UInt8(sequenceNumber & 0xFF), count: 80)
            ).serialized()
        }

        func unprotect(_ packet: [UInt8]) -> Result<[UInt8], SRTPError> {
            var packet = packet
            do throws(SRTPError) {
                try receiver.unprotect(&packet)
                return .success(packet)
            } catch {
                return .failure(error)
            }
        }
    }

    @Test("a packet comes out as it went in, and travels encrypted", arguments: SRTPProfile.allCases)
    func roundTrip(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        for number in UInt16(65_530)...65_535 {
            let packet = try pair.protected(number)
            #expect(packet.count == pair.plain(number).count + (profile == .aeadAES128GCM ? 16 : 10))
            #expect(Array(packet[12..<92]) != Array(pair.plain(number)[12..<92]))
            #expect(pair.unprotect(packet) == .success(pair.plain(number)))
        }
        // The sequence number wraps: the rollover counter goes on at both ends.
        #expect(pair.unprotect(try pair.protected(0)) == .success(pair.plain(0)))
    }

    @Test("a replayed packet is refused", arguments: SRTPProfile.allCases)
    func replay(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        let packet = try pair.protected(1)
        _ = pair.unprotect(packet)
        #expect(pair.unprotect(packet) == .failure(.replayed))
    }

    @Test(
        "a packet from before the window of 1,024 is refused, one within it is taken", arguments: SRTPProfile.allCases)
    func window(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        let packets = try (1...UInt16(1_200)).map { try pair.protected($0) }
        #expect(pair.unprotect(packets[1_199]) == .success(pair.plain(1_200)))
        #expect(pair.unprotect(packets[199]) == .success(pair.plain(200)))
        #expect(pair.unprotect(packets[0]) == .failure(.old))
    }

    @Test("a change of any byte is noticed", arguments: SRTPProfile.allCases)
    func tampering(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        let packet = try pair.protected(1)
        for index in packet.indices {
            var changed = packet
            changed[index] ^= 0x01
            guard case .failure = pair.unprotect(changed) else {
                return #expect(Bool(false), "byte \(index) may be changed")
            }
        }
        #expect(pair.unprotect(packet) == .success(pair.plain(1)))
    }

    @Test("a packet of another connection is not authentic", arguments: SRTPProfile.allCases)
    func foreignKey(profile: SRTPProfile) throws {
        let pair = try Pair(profile, receiverSeed: 2)
        #expect(pair.unprotect(try pair.protected(1)) == .failure(.authenticationFailed))
    }

    @Test("truncated packets are refused at every length", arguments: SRTPProfile.allCases)
    func truncation(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        let packet = try pair.protected(1)
        for length in 0..<packet.count {
            guard case .failure = pair.unprotect(Array(packet.prefix(length))) else {
                return #expect(Bool(false), "\(length) bytes pass")
            }
        }
        #expect(pair.unprotect([]) == .failure(.malformed))
    }

    @Test("a packet over 1,500 bytes is refused in both directions", arguments: SRTPProfile.allCases)
    func oversized(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        var packet = pair.plain(1) + [UInt8](repeating: 0, count: SRTPSession.maximumPacketSize)
        #expect(pair.unprotect(packet) == .failure(.malformed))
        #expect(throws: SRTPError.malformed) { try pair.sender.protect(&packet) }
    }

    @Test("noise never passes", arguments: SRTPProfile.allCases)
    func noise(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<5_000 {
            var packet = generator.bytes(count: Int.random(in: 0..<200, using: &generator))
            if !packet.isEmpty { packet[0] = 0x80 | packet[0] & 0x3F }
            guard case .failure = pair.unprotect(packet) else { return #expect(Bool(false), "noise passes") }
        }
        #expect(pair.unprotect(try pair.protected(1)) == .success(pair.plain(1)))
    }

    @Test("strangers take no place among the sources", arguments: SRTPProfile.allCases)
    func strangeSources(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        let first = try pair.protected(1, ssrc: 1)
        #expect(pair.unprotect(first) == .success(pair.plain(1, ssrc: 1)))
        for source in UInt32(100)..<200 {
            let forged = pair.plain(1, ssrc: source) + [UInt8](repeating: 0, count: 16)
            #expect(pair.unprotect(forged) == .failure(.authenticationFailed))
        }
        #expect(pair.unprotect(first) == .failure(.replayed))
        #expect(pair.unprotect(try pair.protected(2, ssrc: 1)) == .success(pair.plain(2, ssrc: 1)))
    }

    @Test(
        "a peer with many sources is heard from each, and what a forgotten one sent cannot be replayed",
        arguments: SRTPProfile.allCases)
    func manySources(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        let first = try pair.protected(1, ssrc: 0)
        let kept = try pair.protected(1, ssrc: 1)
        #expect(pair.unprotect(first) == .success(pair.plain(1, ssrc: 0)))
        for source in UInt32(1)..<16 {
            #expect(pair.unprotect(try pair.protected(1, ssrc: source == 1 ? 1_000 : source)).isSuccess)
        }
        // The sixteen are there; the first is the one that was silent the longest.
        #expect(pair.unprotect(kept) == .success(pair.plain(1, ssrc: 1)))
        #expect(pair.unprotect(first) == .failure(.old))
        for source in UInt32(2_000)..<2_100 {
            #expect(pair.unprotect(try pair.protected(1, ssrc: source)).isSuccess)
        }
        #expect(pair.unprotect(kept) == .failure(.old))
        #expect(pair.unprotect(try pair.protected(2, ssrc: 2_099)) == .success(pair.plain(2, ssrc: 2_099)))
    }

    @Test("one number is not protected twice", arguments: SRTPProfile.allCases)
    func reuse(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        _ = try pair.protected(1)
        #expect(throws: SRTPError.replayed) { _ = try pair.protected(1) }
    }

    @Test("control packets travel encrypted, once", arguments: SRTPProfile.allCases)
    func control(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        let compound = RTCPCompound([
            .receiverReport(ReceiverReport(ssrc: 9)),
            .sourceDescription([SourceDescription(ssrc: 9, canonicalName: "a name")]),
        ])
        var packet = compound.serialized()
        try pair.sender.protectControl(&packet)
        var replayed = packet
        var changed = packet
        changed[9] ^= 0x01
        #expect(throws: SRTPError.authenticationFailed) { try pair.receiver.unprotectControl(&changed) }
        try pair.receiver.unprotectControl(&packet)
        #expect(packet == compound.serialized())
        #expect(throws: SRTPError.replayed) { try pair.receiver.unprotectControl(&replayed) }
    }

    @Test("the shortest control packet, an empty report, can be sent and read", arguments: SRTPProfile.allCases)
    func shortestControl(profile: SRTPProfile) throws {
        let pair = try Pair(profile)
        let plain = RTCPCompound([.receiverReport(ReceiverReport(ssrc: 9))]).serialized()
        var packet = plain
        try pair.sender.protectControl(&packet)
        try pair.receiver.unprotectControl(&packet)
        #expect(packet == plain)
    }

    @Test("exported material of a wrong length makes no keys")
    func wrongLength() {
        let material = [UInt8](repeating: 0, count: 55)
        #expect(SRTPKeyingMaterial(profile: .aeadAES128GCM, exported: material, isServer: true) == nil)
    }

    @Test("keys do not show in their description")
    func secrecy() throws {
        let material = (0..<56).map { UInt8($0) }
        let keys = try #require(SRTPKeyingMaterial(profile: .aeadAES128GCM, exported: material, isServer: true))
        #expect("\(keys)" == "SRTPKeyingMaterial(aeadAES128GCM)")
    }

    @Test("keys and salts are split as RFC 5764 §4.2 orders them")
    func split() throws {
        let material = (0..<56).map { UInt8($0) }
        let keys = try #require(SRTPKeyingMaterial(profile: .aeadAES128GCM, exported: material, isServer: false))
        #expect(keys.local == Array(0..<16) + Array(32..<44))
        #expect(keys.remote == Array(16..<32) + Array(44..<56))
    }
}

extension Result {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}
