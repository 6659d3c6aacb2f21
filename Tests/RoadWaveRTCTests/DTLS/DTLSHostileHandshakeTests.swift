import RoadWaveRTC
import Testing

/// A handshake of two honest ends, and what a stranger slips between their datagrams as if it came from the other end.
@Suite("DTLS handshake under attack")
struct DTLSHostileHandshakeTests {
    private let alice: DTLSCertificate
    private let bob: DTLSCertificate

    init() throws {
        alice = try DTLSCertificate.generate()
        bob = try DTLSCertificate.generate()
    }

    private func record(_ type: UInt8, epoch: UInt8 = 0, sequence: UInt8 = 0, _ body: [UInt8]) -> [UInt8] {
        [type, 0xFE, 0xFD, 0, epoch, 0, 0, 0, 0, 0, sequence, UInt8(body.count >> 8), UInt8(body.count & 0xFF)] + body
    }

    /// A whole handshake message, or a fragment of one.
    private func message(
        _ type: UInt8, number: UInt8, _ body: [UInt8], length: Int? = nil, offset: Int = 0
    ) -> [UInt8] {
        func three(_ value: Int) -> [UInt8] {
            [UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
        }
        return [type] + three(length ?? body.count) + [0, number] + three(offset) + three(body.count) + body
    }

    /// Whether both ends connect, with the stranger's datagrams before each of the others.
    private func connects(_ injected: @escaping (_ genuine: [UInt8]) -> [[UInt8]]) throws -> Bool {
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        pair.network = { _, datagram in injected(datagram) + [datagram] }
        return pair.connect()
    }

    @Test("plaintext alerts are nobody's word", arguments: [1, 2] as [UInt8])
    func alerts(level: UInt8) throws {
        #expect(try connects { _ in (0...120).map { record(21, [level, $0]) } })
    }

    @Test("application data and unknown records in the clear are ignored")
    func otherRecords() throws {
        #expect(try connects { _ in (23...63).map { record($0, [1, 2, 3]) } })
    }

    @Test("a ChangeCipherSpec that comes too early is ignored, as is one with a wrong body")
    func changeCipherSpec() throws {
        #expect(try connects { _ in [record(20, [1]), record(20, [2]), record(20, []), record(20, [1, 1])] })
    }

    @Test("messages that the other end cannot send are ignored", arguments: 0...40 as ClosedRange<UInt8>)
    func wrongMessages(type: UInt8) throws {
        let ownTypes: Set<UInt8> = [1, 2, 3, 4, 11, 12, 13, 14, 15, 16, 22]
        guard !ownTypes.contains(type) else { return }
        #expect(try connects { _ in (0...3).map { record(22, message(type, number: $0, [0, 0])) } })
    }

    @Test("fragments that contradict their own headers are ignored")
    func fragments() throws {
        #expect(
            try connects { _ in
                [
                    // Beyond its message; of a message of 16 MB; with a number that no handshake reaches; cut.
                    record(22, message(11, number: 1, [1, 2, 3], length: 2)),
                    record(22, message(11, number: 1, [1, 2, 3], length: 0xFF_FFFF)),
                    record(22, message(1, number: 200, [1, 2, 3])),
                    record(22, Array(message(1, number: 0, [1, 2, 3]).dropLast())),
                    record(22, [1]), record(22, []),
                ]
            })
    }

    @Test("records cut anywhere, of the handshake itself, do not end it")
    func truncated() throws {
        #expect(try connects { genuine in (1..<genuine.count).map { Array(genuine.prefix($0)) } })
    }

    @Test("a ClientHello that the library gives up at does not end the handshake that follows")
    func brokenHello() throws {
        // No version, no random, no cipher suite.
        #expect(try connects { genuine in genuine[13] == 1 ? [record(22, message(1, number: 0, [0]))] : [] })
    }

    @Test("the datagrams of a handshake sent again, any number of times, do not end it")
    func repetitions() throws {
        var earlier: [[UInt8]] = []
        #expect(
            try connects { genuine in
                earlier.append(genuine)
                return earlier.flatMap { [$0, $0] }
            })
    }

    @Test("encrypted records too short for a tag are ignored", arguments: 20...23 as ClosedRange<UInt8>)
    func shortRecords(type: UInt8) throws {
        #expect(try connects { _ in (0...39).map { record(type, epoch: 1, [UInt8](repeating: 7, count: $0)) } })
    }

    @Test("no record of a stranger, of any type, epoch and length, ends an established connection")
    func established() throws {
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        #expect(pair.connect())
        for type in UInt8(19)...24 {
            for epoch in UInt8(0)...2 {
                for length in 0...60 {
                    let forged = record(type, epoch: epoch, sequence: 9, [UInt8](repeating: 7, count: length))
                    pair.server.receive(forged, now: pair.now)
                    pair.client.receive(forged, now: pair.now)
                }
            }
        }
        #expect(pair.server.isConnected)
        #expect(pair.client.isConnected)
        pair.client.close()
        #expect(pair.run { pair.serverActions.last == .closed })
    }

    @Test("a forged number of a record in the clear does not hide those that follow")
    func highRecordNumber() throws {
        #expect(
            try connects { genuine in
                var forged = genuine
                forged[5] = 0xFF
                return [forged]
            })
    }

    @Test("another's certificate, the node's own among them, is not taken for the creator's")
    func reflection() throws {
        var earlier: [[UInt8]] = []
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        pair.network = { _, datagram in
            earlier.append(datagram)
            return [datagram] + earlier
        }
        #expect(pair.connect())
    }

    @Test(
        "copies of the handshake with any change, which come after the original, do not stop it",
        arguments: 1...20 as ClosedRange<UInt64>)
    func changedCopies(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var earlier: [[UInt8]] = []
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        pair.network = { _, datagram in
            earlier.append(datagram)
            let copies = (0..<5).map { _ in
                var copy = earlier.randomElement(using: &generator) ?? []
                for _ in 0..<Int.random(in: 1...3, using: &generator) {
                    copy[Int.random(in: copy.indices, using: &generator)] ^= UInt8.random(
                        in: 1 ... .max, using: &generator)
                }
                return copy
            }
            return [datagram] + copies
        }
        #expect(pair.connect())
    }

    @Test("a flood of broken handshakes does not end one, and starts no more than ten engines a second")
    func flood() throws {
        let server = try DTLSTransport(role: .server, certificate: alice, peerFingerprints: [bob.fingerprint])
        server.start(now: .zero)
        let broken = record(22, message(1, number: 0, [0]))
        for _ in 0..<5_000 { server.receive(broken, now: .zero) }
        #expect(server.nextAction() == nil)
        #expect(server.nextDeadline == .zero + .milliseconds(100))
        server.advance(to: .zero + .milliseconds(100))
        #expect(server.nextDeadline == .zero + .seconds(20))
    }

    @Test("a handshake that never gets better fails when its time is over, and says why")
    func hopeless() throws {
        let server = try DTLSTransport(role: .server, certificate: alice, peerFingerprints: [bob.fingerprint])
        server.start(now: .zero)
        server.receive(record(22, message(1, number: 0, [0])), now: .zero)
        server.advance(to: .zero + .milliseconds(19_999))
        #expect(server.nextAction() == nil)
        server.advance(to: .zero + .seconds(20))
        guard case .failed(let error) = server.nextAction() else { return #expect(Bool(false), "it goes on") }
        #expect(error.code == .handshake)
        #expect(error.cause != nil)
    }

    @Test("random records during a handshake do not end it", arguments: 1...20 as ClosedRange<UInt64>)
    func noise(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        #expect(
            try connects { _ in
                (0..<20).map { _ in
                    record(
                        UInt8.random(in: 19...26, using: &generator), epoch: UInt8.random(in: 0...2, using: &generator),
                        sequence: UInt8.random(in: 0...9, using: &generator),
                        generator.bytes(count: Int.random(in: 0...80, using: &generator)))
                }
            })
    }

    @Test(
        "an unproven address gets three bytes for each of its own, and a flight or two more",
        arguments: [DTLSTransport.Role.client, .server])
    func amplification(role: DTLSTransport.Role) throws {
        let node = try DTLSTransport(
            role: role, certificate: alice, peerFingerprints: [bob.fingerprint], retransmission: DTLSPair.quick,
            boundsAmplification: true)
        // The size of a check of Chromium's.
        node.credit(100)
        var received = 100
        node.start(now: .zero)
        if role == .server {
            let client = try DTLSTransport(role: .client, certificate: bob, peerFingerprints: [alice.fingerprint])
            client.start(now: .zero)
            guard case .transmit(let hello) = client.nextAction() else { return #expect(Bool(false), "no hello") }
            node.receive(hello, now: .zero)
            received += hello.count
        }
        // A second of real time: as many flights as the library's clock allows.
        let end = ContinuousClock.now + .seconds(1)
        var now = MonotonicTime.zero
        var sent = 0
        while ContinuousClock.now < end, let deadline = node.nextDeadline {
            now = max(now, deadline)
            node.advance(to: now)
            while let action = node.nextAction() {
                if case .transmit(let datagram) = action { sent += datagram.count }
            }
        }
        #expect(sent > 0)
        #expect(Double(sent) / Double(received) < 7)
    }
}
