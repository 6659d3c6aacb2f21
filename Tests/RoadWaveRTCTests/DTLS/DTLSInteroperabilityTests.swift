import RoadWaveRTC
import Testing

/// Handshakes with the `openssl` program over real UDP sockets: the keys must be those that it exported itself.
@Suite("DTLS interoperability", .enabled(if: OpenSSLCommand.isInstalled, "the openssl program is not installed"))
struct DTLSInteroperabilityTests {
    /// The program's name of a profile, ours, and the length of the exported material.
    private static let profiles: [(String, SRTPProfile, Int)] = [
        ("SRTP_AEAD_AES_128_GCM", .aeadAES128GCM, 56), ("SRTP_AES128_CM_SHA1_80", .aes128CounterModeHMACSHA1Tag80, 60),
    ]

    /// What both sides have of a handshake; nil where it did not come to that.
    private struct Outcome: Sendable {
        var ours: SRTPKeyingMaterial?
        /// The keying material in hexadecimal digits.
        var exported: String?
    }

    @Test("openssl s_client connects to our server", arguments: profiles)
    func client(name: String, profile: SRTPProfile, length: Int) async throws {
        let outcome = try await OwnThread.run {
            let command = try OpenSSLCommand()
            let socket = try LoopbackSocket()
            let transport = try DTLSTransport(
                role: .server, certificate: try .generate(), peerFingerprints: [command.fingerprint])
            try command.start(
                ["s_client", "-connect", "127.0.0.1:\(socket.port)"], profile: name, exportLength: length)
            return try Self.connect(transport, over: socket, to: command)
        }
        try expect(outcome, of: profile, isServer: true)
    }

    @Test("our client connects to openssl s_server, which asks for our certificate", arguments: profiles)
    func server(name: String, profile: SRTPProfile, length: Int) async throws {
        try await connectToServer(["-Verify", "1"], name, profile, length)
    }

    @Test("our client connects to openssl s_server, which asks for none, as FFmpeg's WHIP muxer", arguments: profiles)
    func incuriousServer(name: String, profile: SRTPProfile, length: Int) async throws {
        try await connectToServer([], name, profile, length)
    }

    private func connectToServer(
        _ options: [String], _ name: String, _ profile: SRTPProfile, _ length: Int
    ) async throws {
        let outcome = try await OwnThread.run {
            let command = try OpenSSLCommand()
            try command.start(
                ["s_server", "-accept", "127.0.0.1:0"] + options, profile: name, exportLength: length)
            try command.read(lineWith: "ACCEPT 127.0.0.1:")
            guard let port = command.value(of: "ACCEPT 127.0.0.1:").flatMap({ UInt16($0) }) else { return Outcome() }
            let socket = try LoopbackSocket(correspondent: port)
            let transport = try DTLSTransport(
                role: .client, certificate: try .generate(), peerFingerprints: [command.fingerprint])
            return try Self.connect(transport, over: socket, to: command)
        }
        try expect(outcome, of: profile, isServer: false)
    }

    /// A handshake, and the end of the connection.
    private static func connect(
        _ transport: DTLSTransport, over socket: LoopbackSocket, to command: OpenSSLCommand
    ) throws -> Outcome {
        guard let keys = handshake(transport, over: socket) else { return Outcome() }
        try command.read(lineWith: "Keying material: ")
        transport.close()
        send(from: transport, over: socket)
        try command.finish()
        return Outcome(ours: keys, exported: command.value(of: "Keying material: "))
    }

    /// Drives a handshake in real time, 10 s at most.
    private static func handshake(_ transport: DTLSTransport, over socket: LoopbackSocket) -> SRTPKeyingMaterial? {
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
    private static func send(from transport: DTLSTransport, over socket: LoopbackSocket) -> SRTPKeyingMaterial? {
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

    private func expect(_ outcome: Outcome, of profile: SRTPProfile, isServer: Bool) throws {
        let keys = try #require(outcome.ours)
        let digits = Array(try #require(outcome.exported))
        let exported = stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
            UInt8(String(digits[index...index + 1]), radix: 16)
        }
        #expect(keys == SRTPKeyingMaterial(profile: profile, exported: exported, isServer: isServer))
    }
}
