import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("HTTPS", .timeLimit(.minutes(5)))
struct HTTPSTests {
    /// A node with a certificate of an authority of the test's.
    private func withNode(
        _ settings: NodeConfiguration = .single, _ body: (RunningTestNode, TestAuthority) async throws -> Void
    ) async throws {
        try await TestAuthority.with { authority in
            try await authority.issue("node")
            var settings = settings
            settings.tls = TLSFiles(certificate: authority.path("node.pem"), key: authority.path("node.key"))
            try await RunningTestNode.with(settings) { try await body($0, authority) }
        }
    }

    @Test("a client that trusts the authority is answered, one that does not is not")
    func trust() async throws {
        try await withNode { node, authority in
            let url = node.addresses.httpURL + "/lives"
            #expect(url.hasPrefix("https://"))
            #expect(try await authority.curl(url).hasPrefix("{"))
            try await TestAuthority.with { other in
                let complaint = try await other.curl(url)
                #expect(complaint.contains("certificate"))
            }
        }
    }

    @Test("the resource of a live is named by an https address")
    func location() async throws {
        try await withNode { node, authority in
            let offer = authority.path("offer.sdp")
            try TestOffer.opus().write(toFile: offer, atomically: true, encoding: .utf8)
            let answer = try await authority.curl(
                node.addresses.httpURL + "/whip?title=Essai", "--include", "--data-binary", "@\(offer)",
                "--header", "Content-Type: application/sdp", "--header", "Authorization: Bearer a")
            let lines = answer.split(separator: "\n")
            let location = try #require(lines.first { $0.lowercased().hasPrefix("location:") })
            #expect(location.contains(" \(node.addresses.httpURL)/whip/"))
        }
    }

    @Test("TLS 1.2 and 1.3 are spoken, 1.1 is refused")
    func versions() async throws {
        try await withNode { node, authority in
            let url = node.addresses.httpURL + "/lives"
            // Below, curl itself would have to be talked into it.
            for version in ["1.2", "1.3"] {
                #expect(try await authority.curl(url, "--tlsv\(version)", "--tls-max", version).hasPrefix("{"))
            }
            let refusal = try await authority.curl(
                url, "--tlsv1.1", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0")
            // What the node said, not what curl would not do.
            #expect(refusal.contains("alert protocol version"), "\(refusal)")
        }
    }

    @Test("a plain HTTP client gets an answer that names HTTPS, and other clients are served")
    func plain() async throws {
        try await withNode { node, authority in
            let answer = try await RawHTTP.exchange("GET /lives HTTP/1.1\r\nHost: x\r\n\r\n", with: node.addresses.http)
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.contains("\r\nContent-Type: application/problem+json\r\n"))
            #expect(answer.contains("https://") && answer.contains("this port speaks HTTPS only"))
            // What is neither is not answered.
            let nonsense = try await RawHTTP.exchange("\u{1}\u{2}\r\n\r\n", with: node.addresses.http)
            #expect(!nonsense.contains("HTTP/1.1"))
            #expect(try await authority.curl(node.addresses.httpURL + "/lives").hasPrefix("{"))
        }
    }

    @Test("a client that does not finish its handshake is disconnected")
    func halfOpen() async throws {
        try await withNode(.with(\.requestTimeout, .seconds(1))) { node, _ in
            // The exchange ends when the node closes. The second is the beginning of a handshake record.
            for bytes in ["", "\u{16}\u{03}\u{01}\u{01}"] {
                let answer = try await RawHTTP.exchange(bytes, with: node.addresses.http)
                #expect(!answer.contains("HTTP/1.1"))
            }
        }
    }

    @Test("health and metrics stay plain HTTP")
    func administration() async throws {
        try await withNode { node, _ in
            let answer = try await node.admin.get("/livez")
            #expect(answer.status == 200)
            // The certificates of the test are good for a day.
            let line = try await node.admin.get("/metrics").text.split(separator: "\n").first {
                $0.hasPrefix("roadwave_certificate_expiry_timestamp_seconds ")
            }
            let expiry = try #require(line?.split(separator: " ").last.flatMap { Double($0) })
            #expect(abs(expiry - Date.now.timeIntervalSince1970 - 86_400) < 3_600)
        }
    }

    @Test("over HTTPS, clients are told to come no other way, whatever they are answered")
    func strictTransport() async throws {
        try await withNode { node, authority in
            for path in ["/lives", "/", "/nowhere", "/lives/nobody/master.m3u8"] {
                let answer = try await authority.curl(node.addresses.httpURL + path, "--include").lowercased()
                #expect(answer.contains("\nstrict-transport-security: max-age=31536000"), "\(path)")
            }
        }
    }

    @Test(
        "behind a proxy that speaks HTTPS so are they, and on plain HTTP they are not",
        arguments: [nil, "http://a.example", "https://a.example"])
    func strictTransportOfProxy(publicURL: String?) async throws {
        try await RunningTestNode.with(.with(\.publicURL, publicURL)) { running in
            let isTold = try await running.client.get("/lives")["Strict-Transport-Security"] != nil
            #expect(isTold == (publicURL?.hasPrefix("https") == true))
        }
    }
}
