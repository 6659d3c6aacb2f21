import RoadWaveRTC
import Testing

@Suite("Peer: hostile datagrams")
struct PeerHostilityTests {
    @Test("a replayed packet is dropped, and the stream goes on")
    func replay() throws {
        let link = try #require(try PeerLink.connected())
        let packet = try link.creator.media(1)
        link.deliver(packet)
        link.deliver(packet)
        link.deliver(try link.creator.media(2))
        #expect(link.media.map(\.sequenceNumber) == [1, 2])
        #expect(link.drops == [.replayed: 1])
    }

    @Test("a packet older than the window is dropped")
    func old() throws {
        let link = try #require(try PeerLink.connected())
        let first = try link.creator.media(0)
        for number in UInt16(1)...1_100 { link.deliver(try link.creator.media(number)) }
        link.deliver(first)
        #expect(link.events.last == .dropped(.old))
    }

    @Test("media before the keys is dropped")
    func beforeKeys() throws {
        let link = try PeerLink()
        link.network = { _, datagram in DatagramKind(datagram) == .dtls ? [] : [datagram] }
        link.run(for: .milliseconds(100))
        link.deliver(link.creator.packet(1).serialized())
        #expect(link.events.last == .dropped(.beforeKeys))
        link.deliver(RTCPCompound([.receiverReport(ReceiverReport(ssrc: 1))]).serialized())
        #expect(link.events.last == .dropped(.beforeKeys))
    }

    @Test("a payload type that was not negotiated is dropped, and counted")
    func unknownPayloadType() throws {
        let link = try #require(try PeerLink.connected())
        link.deliver(try link.creator.media(1, payloadType: 63))
        #expect(link.takeEvents() == [.dropped(.unknownPayloadType)])
        #expect(link.drops == [.unknownPayloadType: 1])
    }

    @Test("what comes from an address that ICE does not know is dropped, handshake and media alike")
    func unknownAddress() throws {
        let link = try #require(try PeerLink.connected())
        link.deliver(try link.creator.media(1), from: PeerLink.elsewhere)
        link.deliver([22] + [UInt8](repeating: 0, count: 40), from: PeerLink.elsewhere)
        let port = TransportAddress(ip: PeerLink.home.ip, port: PeerLink.home.port + 1)
        link.deliver(try link.creator.media(2), from: port)
        #expect(link.takeEvents() == .init(repeating: .dropped(.unvalidatedAddress), count: 3))
    }

    @Test("no check with a wrong password is taken, however many are tried")
    func guessedPasswords() throws {
        let link = try #require(try PeerLink.connected())
        let name = link.serverCredentials.ufrag + ":" + link.creator.credentials.ufrag
        for _ in 0..<5_000 {
            let check = STUNMessage(
                .request, transactionID: .random(), attributes: [.username(name), .priority(1), .useCandidate])
            link.deliver(check.serialized(password: "guessed, and always wrong"), from: PeerLink.elsewhere)
        }
        let dropped = link.drops
        #expect(dropped == [.badIntegrity: 5_000])
        #expect(link.peer.remoteAddress == PeerLink.home)
    }

    @Test("a check with another session's name changes nothing")
    func forgedChecks() throws {
        let link = try #require(try PeerLink.connected())
        let name = link.creator.credentials.ufrag
        let wrongName = STUNMessage(.request, transactionID: .random(), attributes: [.username("nobody:\(name)")])
        link.deliver(wrongName.serialized(password: "guessed, and wrong"), from: PeerLink.elsewhere)
        #expect(link.takeEvents() == [.dropped(.wrongUsername)])
        #expect(link.peer.remoteAddress == PeerLink.home)
    }

    @Test("an authentic packet that is not RTP, or a compound that is not RTCP, is dropped")
    func malformedInside() throws {
        let link = try #require(try PeerLink.connected())
        // The padding bit over a payload whose last byte, the count of padding, is too large.
        var rtp = link.creator.packet(1).serialized()
        rtp[0] |= 0x20
        rtp[rtp.count - 1] = 200
        try link.creator.srtp?.protect(&rtp)
        link.deliver(rtp)
        #expect(link.takeEvents() == [.dropped(.malformedRTP)])
        var rtcp: [UInt8] = [0x81, 201, 0, 1, 0, 0, 0, 9]
        try link.creator.srtp?.protectControl(&rtcp)
        link.deliver(rtcp)
        #expect(link.takeEvents() == [.dropped(.malformedRTCP)])
    }

    @Test("empty, unknown and oversized datagrams are dropped")
    func impossible() throws {
        let link = try #require(try PeerLink.connected())
        link.deliver([])
        link.deliver([0x50, 1, 2, 3])
        link.deliver([UInt8](repeating: 0x80, count: 5_000))
        link.deliver([UInt8](repeating: 0x80, count: 8))
        link.deliver([22])
        #expect(
            link.takeEvents() == [
                .dropped(.unknownProtocol), .dropped(.unknownProtocol), .dropped(.oversized), .dropped(.malformedSRTP),
                .dropped(.malformedDTLS),
            ])
    }

    @Test(
        "thousands of forged datagrams from the creator's own address do not touch its live",
        arguments: [1, 2, 3] as [UInt64])
    func barrage(seed: UInt64) throws {
        let link = try PeerLink()
        var genuine: [[UInt8]] = []
        link.network = { _, datagram in
            genuine.append(datagram)
            return [datagram]
        }
        #expect(link.connect())
        link.network = { [$1] }
        for number in UInt16(0)..<20 {
            genuine.append(try link.creator.media(number))
            link.deliver(genuine[genuine.count - 1])
        }
        let address = link.peer.remoteAddress
        var generator = SeededGenerator(seed: seed)
        var next: UInt16 = 20
        for round in 0..<5_000 {
            link.deliver(forged(from: genuine, using: &generator), from: PeerLink.home)
            if round.isMultiple(of: 50) {
                link.deliver(try link.creator.media(next))
                next += 1
            }
        }
        #expect(link.media.map(\.sequenceNumber) == Array(0..<next))
        #expect(link.isConnected)
        #expect(link.peer.remoteAddress == address)
        #expect(!link.events.contains { if case .disconnected = $0 { true } else { false } })
        link.creator.close()
        link.run(for: .zero)
        #expect(link.events.last == .disconnected(.closed))
    }

    /// A replay, a truncation, a change, or noise behind the first byte of each protocol.
    private func forged(from genuine: [[UInt8]], using generator: inout SeededGenerator) -> [UInt8] {
        var datagram = genuine.randomElement(using: &generator) ?? []
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: break
        case 1: datagram.removeLast(Int.random(in: 0..<datagram.count, using: &generator))
        case 2:
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                datagram[Int.random(in: datagram.indices, using: &generator)] ^= UInt8.random(
                    in: 1 ... .max, using: &generator)
            }
        default:
            let first: [UInt8] = [0, 1, 20, 21, 22, 23, 63, 128, 144, 191, 255]
            datagram = [first.randomElement(using: &generator) ?? 0]
            datagram += generator.bytes(count: Int.random(in: 0..<1_400, using: &generator))
        }
        return datagram
    }

    @Test("60 ms of Opus at 256 kbit/s, and 120 ms, are heard: 1,920 and 3,840 bytes", arguments: [1_920, 3_840])
    func longPackets(size: Int) throws {
        let link = try #require(try PeerLink.connected())
        let packet = RTPPacket(
            payloadType: 111, sequenceNumber: 1, timestamp: 960, ssrc: link.creator.ssrc,
            headerExtension: .init(profile: 0xBEDE, data: [UInt8](repeating: 0, count: 64)),
            payload: [UInt8](repeating: 0x1F, count: size))
        var bytes = packet.serialized()
        try link.creator.srtp?.protect(&bytes)
        link.deliver(bytes)
        #expect(link.media == [packet])
    }

    @Test("the packets of one creator are nothing to another's peer")
    func separation() throws {
        let one = try #require(try PeerLink.connected())
        let other = try #require(try PeerLink.connected())
        // Even from the address that the other creator uses.
        other.deliver(try one.creator.media(1))
        #expect(other.takeEvents() == [.dropped(.authenticationFailed)])
        other.deliver(try other.creator.media(1))
        #expect(other.media == [other.creator.packet(1)])
    }

    // MARK: Copies of the creator's checks

    private static func ports(_ count: UInt16) -> [TransportAddress] {
        (1...count).map { TransportAddress(ip: PeerLink.elsewhere.ip, port: $0) }
    }

    @Test("a check of a running live, sent again from twelve ports for ten seconds, costs it nothing")
    func replayedChecks() throws {
        var checks: [[UInt8]] = []
        let link = try PeerLink()
        link.network = { _, datagram in
            if DatagramKind(datagram) == .stun { checks.append(datagram) }
            return [datagram]
        }
        #expect(link.connect())
        let check = try #require(checks.first)
        for number in UInt16(0)..<300 {
            for port in Self.ports(12) { link.deliver(check, from: port) }
            link.deliver(try link.creator.media(number))
            link.run(for: .milliseconds(33))
        }
        #expect(link.media.count == 300)
        #expect(link.peer.remoteAddress == PeerLink.home)
        #expect(Set(link.associations.keys) == [PeerLink.home])
        #expect(link.destinations == [PeerLink.home])
    }

    @Test("checks that the creator sent and that never arrived redirect nothing when a stranger brings them")
    func stolenChecks() throws {
        let link = try #require(try PeerLink.connected())
        link.deliver(try link.creator.media(0))
        let name = link.serverCredentials.ufrag + ":" + link.creator.credentials.ufrag
        for port in Self.ports(60) {
            let check = STUNMessage(
                .request, transactionID: .random(), attributes: [.username(name), .priority(1), .useCandidate])
            link.deliver(check.serialized(password: link.serverCredentials.password), from: port)
        }
        #expect(link.peer.remoteAddress == PeerLink.home)
        #expect(link.associations[PeerLink.home] == true)
        link.deliver(try link.creator.media(1))
        #expect(link.media.map(\.sequenceNumber) == [0, 1])
        link.run(for: .seconds(1))
        #expect(link.lastDestination == PeerLink.home)
    }

    @Test("a stranger who copies a check before the handshake, and then says an alert, ends nothing")
    func alertDuringHandshake() throws {
        let link = try PeerLink()
        let alert: [UInt8] = [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40]
        var check: [UInt8]?
        link.network = { _, datagram in
            if check == nil { check = datagram }
            return DatagramKind(datagram) == .dtls ? [] : [datagram]
        }
        link.run(for: .milliseconds(10))
        #expect(link.peer.remoteAddress == PeerLink.home)
        // From the stranger's address, and forged from the creator's own.
        link.deliver(try #require(check), from: PeerLink.elsewhere)
        link.deliver(alert, from: PeerLink.elsewhere)
        link.deliver(alert)
        link.network = { [$1] }
        #expect(link.connect())
        #expect(Set(link.associations.keys) == [PeerLink.home])
    }

    @Test(
        "alerts between any two datagrams of the handshake end nothing",
        arguments: [DTLSTransport.Role.server, .client])
    func alertsEverywhere(role: DTLSTransport.Role) throws {
        let link = try PeerLink(role: role)
        let alert: [UInt8] = [21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40]
        link.network = { _, datagram in [alert, datagram, alert] }
        #expect(link.connect())
    }

    @Test("a stranger whose copy of a check was the faster one cannot keep the creator from connecting")
    func fasterCopy() throws {
        let link = try PeerLink()
        var first: [UInt8]?
        var held: [[UInt8]] = []
        link.network = { _, datagram in
            guard first == nil else { return [datagram] }
            first = datagram
            held.append(datagram)
            return []
        }
        link.run(for: .milliseconds(1))
        link.deliver(try #require(first), from: PeerLink.elsewhere)
        for datagram in held { link.deliver(datagram) }
        // The copy took the transaction. A browser's next check is another one.
        let name = link.serverCredentials.ufrag + ":" + link.creator.credentials.ufrag
        let check = STUNMessage(
            .request, transactionID: .random(), attributes: [.username(name), .priority(1), .useCandidate])
        link.deliver(check.serialized(password: link.serverCredentials.password))
        #expect(link.peer.remoteAddress == PeerLink.home)
        #expect(link.associations[PeerLink.home] != nil)
    }

    @Test("every reason has its own counter's name")
    func names() {
        #expect(Set(DropReason.allCases.map(\.rawValue)).count == DropReason.allCases.count)
    }
}
