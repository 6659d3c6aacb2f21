import NIOCore
import NIOSSL
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Mail", .timeLimit(.minutes(1)))
struct MailChannelTests {
    private static let message = AlertMessage(
        id: "n/memory/1/firing", incident: "n/memory/1", status: .firing, kind: "threshold", node: "n", link: "l",
        startedAt: "", subject: "Mémoire à 86 %", text: "Texte")

    private func channel(
        _ server: FakeMailServer, _ scheme: String = "smtp://", trusting root: String? = nil,
        timeout: TimeAmount = .seconds(10)
    ) throws -> MailChannel {
        let address = try #require(MailServer(parsing: "\(scheme)127.0.0.1:\(server.port)"))
        return MailChannel(
            configuration: .init(server: address, from: "radio@x.example", to: ["a@x.example"]), clientName: "node",
            trustRoots: root.map { .file($0) } ?? .default, timeout: timeout)
    }

    @Test("a server without encryption accepts the mail")
    func clear() async throws {
        let server = try await FakeMailServer.start(.friendly)
        #expect(try await channel(server).send(Self.message) == .accepted)
        #expect(server.lines.prefix(3) == ["EHLO node", "MAIL FROM:<radio@x.example>", "RCPT TO:<a@x.example>"])
        #expect(server.lines.contains { $0.hasPrefix("Subject: =?UTF-8?B?") })
        await server.stop()
    }

    @Test("an attempt with a silent server is given up, with a hint")
    func silent() async throws {
        let server = try await FakeMailServer.start(.silent)
        let outcome = try await channel(server, timeout: .milliseconds(200)).send(Self.message)
        #expect(outcome.reason?.contains("smtps://") == true)
        guard case .failed = outcome else {
            Issue.record("\(outcome)")
            return
        }
        await server.stop()
    }

    @Test("with STARTTLS the mail and the login are encrypted, and the certificate is verified")
    func startTLS() async throws {
        try await TestAuthority.with { authority in
            try await authority.issue("mail")
            let server = try await FakeMailServer.start(
                .encrypting(
                    NIOSSLContext(
                        configuration: .makeServerConfiguration(
                            certificateChain: try NIOSSLCertificate.fromPEMFile(authority.path("mail.pem"))
                                .map { .certificate($0) },
                            privateKey: .privateKey(
                                try NIOSSLPrivateKey(file: authority.path("mail.key"), format: .pem))))))
            let scheme = "smtp+starttls://u:p@"
            #expect(try await channel(server, scheme, trusting: authority.root).send(Self.message) == .accepted)
            #expect(server.clearLines == ["EHLO node", "STARTTLS"])
            #expect(server.lines.contains { $0.hasPrefix("AUTH PLAIN ") })
            // Without the authority nothing more than that is said.
            let count = server.lines.count
            guard case .failed = try await channel(server, scheme).send(Self.message) else {
                Issue.record("a certificate of nobody is trusted")
                return
            }
            #expect(server.lines.count == count + 2)
            await server.stop()
        }
    }

    @Test("a server that does not offer a required STARTTLS gets no mail")
    func stripped() async throws {
        let server = try await FakeMailServer.start(.friendly)
        let outcome = try await channel(server, "smtp+starttls://").send(Self.message)
        #expect(outcome.reason?.contains("STARTTLS") == true)
        #expect(server.lines == ["EHLO node"])
        await server.stop()
    }

    @Test("plain-text bytes after the reply to STARTTLS are not taken for encrypted ones")
    func injection() async throws {
        let server = try await FakeMailServer.start(.injecting)
        let outcome = try await channel(server, "smtp+starttls://").send(Self.message)
        guard case .failed = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(!server.lines.contains { $0.hasPrefix("MAIL") })
        await server.stop()
    }

    @Test("without a server the attempt fails")
    func absent() async throws {
        let server = try await FakeMailServer.start(.friendly)
        let channel = try channel(server)
        await server.stop()
        guard case .failed = await channel.send(Self.message) else {
            Issue.record("nobody was there")
            return
        }
    }
}
