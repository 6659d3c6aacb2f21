import RoadWaveRTC
import Testing

@Suite("DTLS transport")
struct DTLSTransportTests {
    private let alice: DTLSCertificate
    private let bob: DTLSCertificate

    /// For handshakes that fail.
    private static let short = DTLSRetransmission(
        initial: .milliseconds(20), maximum: .milliseconds(40), handshakeTimeout: .seconds(1))

    init() throws {
        alice = try DTLSCertificate.generate()
        bob = try DTLSCertificate.generate()
    }

    @Test("the two ends agree on the keys, each sending with what the other receives")
    func keysCross() throws {
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        #expect(pair.connect())
        let client = try #require(pair.clientKeys)
        let server = try #require(pair.serverKeys)
        #expect(client.local == server.remote)
        #expect(client.remote == server.local)
        #expect(client.local != client.remote)
    }

    @Test("AES-GCM is chosen between two ends that prefer it")
    func galoisCounterMode() throws {
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        #expect(pair.connect())
        #expect(pair.clientKeys?.profile == .aeadAES128GCM)
        #expect(pair.serverKeys?.profile == .aeadAES128GCM)
    }

    @Test("no datagram of a handshake is longer than 1,200 bytes")
    func datagramSize() throws {
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        var longest = 0
        pair.network = { _, datagram in
            longest = max(longest, datagram.count)
            return [datagram]
        }
        #expect(pair.connect())
        #expect((200...1_200).contains(longest))
    }

    @Test("the handshake survives the loss of its n-th datagram", arguments: 0..<8)
    func lossOfOneDatagram(lost: Int) throws {
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        pair.network = { index, datagram in index == lost ? [] : [datagram] }
        #expect(pair.connect())
    }

    @Test("the handshake survives random loss, duplication and corruption", arguments: [1, 2, 3, 4] as [UInt64])
    func hostileNetwork(seed: UInt64) throws {
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        var generator = SeededGenerator(seed: seed)
        pair.network = { _, datagram in
            switch Int.random(in: 0..<8, using: &generator) {
            case 0, 1: []
            case 2: [datagram, datagram]
            case 3: [Array(datagram.dropLast(Int.random(in: 1..<datagram.count, using: &generator)))]
            default: [datagram]
            }
        }
        #expect(pair.connect())
    }

    @Test("garbage before and within a handshake does not stop it")
    func garbageDuringHandshake() throws {
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        var generator = SeededGenerator(seed: 7)
        pair.network = { _, datagram in
            // A DTLS 1.2 header in front of noise, in the epoch that is not yet begun.
            let noise: [UInt8] = [22, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 0, 9, 0, 64] + generator.bytes(count: 64)
            return [generator.bytes(count: 40), noise, datagram]
        }
        #expect(pair.connect())
    }

    @Test("a record that the library discards does not hide the records behind it")
    func discardedRecord() throws {
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        var hello: [UInt8] = []
        var count = 0
        pair.network = { index, datagram in
            if index == 0 { hello = datagram }
            // The client's second flight begins with its certificate, message type 11.
            guard datagram[0] == 22, datagram[13] == 11 else { return [datagram] }
            count += 1
            return [hello + datagram]
        }
        #expect(pair.connect())
        #expect(count >= 1)
    }

    @Test("a server refuses a client whose certificate is not the announced one")
    func wrongClientFingerprint() throws {
        let stranger = try DTLSCertificate.generate()
        let pair = try DTLSPair(
            clientCertificate: alice, serverCertificate: bob, fingerprintsOfClient: [stranger.fingerprint],
            retransmission: Self.short)
        pair.start()
        #expect(pair.run { !pair.serverErrors.isEmpty })
        #expect(pair.serverErrors.map(\.code) == [.fingerprintMismatch])
        // Not before its time is over: anybody can show a certificate.
        #expect(pair.now >= .zero + .seconds(1))
        #expect(pair.serverKeys == nil)
        #expect(pair.clientKeys == nil)
    }

    @Test("a client refuses a server whose certificate is not the announced one")
    func wrongServerFingerprint() throws {
        let stranger = try DTLSCertificate.generate()
        let pair = try DTLSPair(
            clientCertificate: alice, serverCertificate: bob, fingerprintOfServer: stranger.fingerprint,
            retransmission: Self.short)
        pair.start()
        #expect(pair.run { !pair.clientErrors.isEmpty })
        #expect(pair.clientErrors.map(\.code) == [.fingerprintMismatch])
        #expect(pair.serverKeys == nil)
    }

    @Test("a certificate is recognised by any accepted hash function", arguments: DTLSFingerprint.Algorithm.allCases)
    func otherHashFunctions(algorithm: DTLSFingerprint.Algorithm) throws {
        let pair = try DTLSPair(
            clientCertificate: alice, serverCertificate: bob,
            fingerprintsOfClient: [try #require(alice.fingerprint(by: algorithm))],
            fingerprintOfServer: bob.fingerprint(by: algorithm))
        #expect(pair.connect())
    }

    @Test("a handshake that nobody answers fails when its time is over, in virtual time")
    func handshakeTimeout() throws {
        let client = try DTLSTransport(role: .client, certificate: alice, peerFingerprints: [bob.fingerprint])
        client.start(now: .zero)
        client.advance(to: .zero + .milliseconds(19_999))
        while let action = client.nextAction() {
            guard case .transmit = action else { return #expect(Bool(false), "\(action) before the end") }
        }
        client.advance(to: .zero + .seconds(20))
        guard case .failed(let error) = client.nextAction() else {
            return #expect(Bool(false), "the handshake goes on")
        }
        #expect(error.code == .timeout)
        #expect(client.nextDeadline == nil)
    }

    @Test("a certificate may be any of several announced ones")
    func severalFingerprints() throws {
        let other = try DTLSCertificate.generate()
        let pair = try DTLSPair(
            clientCertificate: alice, serverCertificate: bob,
            fingerprintsOfClient: [other.fingerprint, alice.fingerprint])
        #expect(pair.connect())
    }

    @Test("closing tells the other end", arguments: [DTLSTransport.Role.client, .server])
    func closing(closer: DTLSTransport.Role) throws {
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        #expect(pair.connect())
        switch closer {
        case .client: pair.client.close()
        case .server: pair.server.close()
        }
        let isTold = pair.run {
            closer == .client ? pair.serverActions.last == .closed : pair.clientActions.last == .closed
        }
        #expect(isTold)
        #expect(!pair.client.isConnected)
        #expect(!pair.server.isConnected)
    }

    @Test("no datagram of a stranger moves an established connection")
    func garbageAfterHandshake() throws {
        let pair = try DTLSPair(clientCertificate: alice, serverCertificate: bob)
        var handshake: [[UInt8]] = []
        pair.network = { _, datagram in
            handshake.append(datagram)
            return [datagram]
        }
        #expect(pair.connect())
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<5_000 {
            var datagram = handshake.randomElement(using: &generator) ?? []
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: break  // A replay of the handshake.
            case 1: datagram = [UInt8.random(in: 20...63, using: &generator)] + generator.bytes(count: 80)
            case 2: datagram = Array(datagram.prefix(Int.random(in: 0...datagram.count, using: &generator)))
            default:
                // The right header of an alert, an application record, or a handshake, in the epoch of the keys.
                let type = UInt8.random(in: 20...24, using: &generator)
                datagram = [type, 0xFE, 0xFD, 0, 1, 0, 0, 0, 0, 1, 0, 0, 40] + generator.bytes(count: 40)
            }
            pair.server.receive(datagram, now: pair.now)
            pair.client.receive(datagram, now: pair.now)
        }
        #expect(pair.server.isConnected)
        #expect(pair.client.isConnected)
        pair.client.close()
        #expect(pair.run { pair.serverActions.last == .closed })
    }

    @Test("an oversized or empty datagram is not handed to the library")
    func impossibleSizes() throws {
        let server = try DTLSTransport(role: .server, certificate: alice, peerFingerprints: [bob.fingerprint])
        server.start(now: .zero)
        #expect(!server.receive([], now: .zero))
        #expect(!server.receive([22], now: .zero))
        let oversized = [UInt8](repeating: 22, count: DTLSTransport.maximumInputSize + 1)
        #expect(!server.receive(oversized, now: .zero))
        #expect(server.nextAction() == nil)
    }
}
