import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Certificate of HTTPS", .timeLimit(.minutes(5)))
struct ServerCertificateTests {
    @Test("files that cannot be used stop the start, and are named")
    func unusable() async throws {
        try await TestAuthority.with { authority in
            try await authority.issue("node")
            try await authority.issue("other")
            try "no PEM".write(toFile: authority.path("text"), atomically: true, encoding: .utf8)
            let wrong = [
                ("absent", "node.key", "ROADWAVE_TLS_CERT"), ("text", "node.key", "ROADWAVE_TLS_CERT"),
                ("node.key", "node.key", "ROADWAVE_TLS_CERT"), ("node.pem", "absent", "ROADWAVE_TLS_KEY"),
                ("node.pem", "text", "ROADWAVE_TLS_KEY"), ("node.pem", "other.key", "ROADWAVE_TLS_KEY"),
            ]
            for (certificate, key, setting) in wrong {
                let files = TLSFiles(certificate: authority.path(certificate), key: authority.path(key))
                let error = await #expect(throws: RoadWaveError.self, "\(certificate) \(key)") {
                    try await RunningTestNode.with(.with(\.tls, files)) { _ in }
                }
                #expect(error?.code == .configuration)
                let file = setting.hasSuffix("KEY") ? files.key : files.certificate
                #expect(error?.message.hasPrefix("\(setting)='\(file)' cannot be used: ") == true)
            }
        }
    }

    @Test("a renewed certificate is shown without a restart; one that cannot be used is not")
    func renewal() async throws {
        try await TestAuthority.with { authority in
            try await authority.issue("node")
            let files = TLSFiles(certificate: authority.path("node.pem"), key: authority.path("node.key"))
            let clock = TurnedClock()
            try await RunningTestNode.with(.with(\.tls, files), clock: clock) { node in
                // The certificate alone, without its key.
                try await authority.issue("next")
                try replace(files.certificate, with: authority.path("next.pem"))
                clock.advance(by: CertificateUpkeep.period)
                #expect(try await name(shownBy: node, authority) == "node")
                try replace(files.key, with: authority.path("next.key"))
                try await until {
                    clock.advance(by: CertificateUpkeep.period)
                    return try await name(shownBy: node, authority) == "next"
                }
            }
        }
    }

    private func replace(_ path: String, with other: String) throws {
        try Data(contentsOf: URL(filePath: other)).write(to: URL(filePath: path), options: .atomic)
    }

    /// Whom the certificate names that a new client is shown.
    private func name(shownBy node: RunningTestNode, _ authority: TestAuthority) async throws -> String {
        let text = try await authority.curl(node.addresses.httpURL + "/lives", "--verbose")
        return try String(#require(text.firstMatch(of: /subject: CN=(\w+)/)?.1))
    }
}
