import Testing
import WebRTC

/// Handshakes with the `openssl` program over real UDP sockets: the keys must be those that it exported itself.
@Suite("DTLS interoperability", .enabled(if: OpenSSLCommand.isInstalled, "the openssl program is not installed"))
struct DTLSInteroperabilityTests {
    /// The program's name of a profile, ours, and the length of the exported material.
    private static let profiles: [(String, SRTPProfile, Int)] = [
        ("SRTP_AEAD_AES_128_GCM", .aeadAES128GCM, 56), ("SRTP_AES128_CM_SHA1_80", .aes128CounterModeHMACSHA1Tag80, 60),
    ]

    @Test("openssl s_client connects to our server", arguments: profiles)
    func client(name: String, profile: SRTPProfile, length: Int) throws {
        let command = try OpenSSLCommand()
        let socket = try LoopbackSocket()
        let transport = try DTLSTransport(
            role: .server, certificate: try .generate(), peerFingerprint: command.fingerprint)
        try command.start(["s_client", "-connect", "127.0.0.1:\(socket.port)"], profile: name, exportLength: length)
        let keys = try #require(handshake(transport, over: socket))
        try command.read(lineWith: "Keying material: ")
        transport.close()
        send(from: transport, over: socket)
        try command.finish()
        try expect(keys, of: profile, toMatch: command, isServer: true)
    }

    @Test("our client connects to openssl s_server", arguments: profiles)
    func server(name: String, profile: SRTPProfile, length: Int) throws {
        let command = try OpenSSLCommand()
        try command.start(["s_server", "-accept", "127.0.0.1:0", "-Verify", "1"], profile: name, exportLength: length)
        try command.read(lineWith: "ACCEPT 127.0.0.1:")
        let port = try #require(command.value(of: "ACCEPT 127.0.0.1:").flatMap { UInt16($0) })
        let socket = try LoopbackSocket(correspondent: port)
        let transport = try DTLSTransport(
            role: .client, certificate: try .generate(), peerFingerprint: command.fingerprint)
        let keys = try #require(handshake(transport, over: socket))
        try command.read(lineWith: "Keying material: ")
        transport.close()
        send(from: transport, over: socket)
        try command.finish()
        try expect(keys, of: profile, toMatch: command, isServer: false)
    }

    /// Drives a handshake in real time, 10 s at most.
    private func handshake(_ transport: DTLSTransport, over socket: LoopbackSocket) -> SRTPKeyingMaterial? {
        let clock = ContinuousClock()
        let origin = clock.now
        func now() -> MonotonicTime { .zero + (clock.now - origin) }
        transport.start(now: now())
        while now() < .zero + .seconds(10) {
            if let keys = send(from: transport, over: socket) { return keys }
            if let datagram = socket.receive(within: 20) { transport.receive(datagram, now: now()) }
            transport.advance(to: now())
        }
        return nil
    }

    @discardableResult
    private func send(from transport: DTLSTransport, over socket: LoopbackSocket) -> SRTPKeyingMaterial? {
        var keys: SRTPKeyingMaterial?
        while let action = transport.nextAction() {
            switch action {
            case .transmit(let datagram): socket.send(datagram)
            case .connected(let agreed): keys = agreed
            case .closed, .failed: break
            }
        }
        return keys
    }

    private func expect(
        _ keys: SRTPKeyingMaterial, of profile: SRTPProfile, toMatch command: OpenSSLCommand, isServer: Bool
    ) throws {
        let digits = Array(try #require(command.value(of: "Keying material: ")))
        let exported = stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
            UInt8(String(digits[index...index + 1]), radix: 16)
        }
        #expect(keys == SRTPKeyingMaterial(profile: profile, exported: exported, isServer: isServer))
    }
}
