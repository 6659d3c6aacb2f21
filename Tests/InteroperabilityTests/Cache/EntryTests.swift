import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What deploy/nginx/nodes.conf does with requests for nodes, on a real NGINX.
@Suite(
    "The entry in front of nodes", .realTime,
    .enabled(if: CacheUnderTest.isInstalled, "NGINX n'est pas installé : ci/setup"))
struct EntryTests {
    @Test("a node's name leads to it, the entry to any that answers, and any other name to the cache")
    func names() async throws {
        try await withEntry { entry async throws in
            for _ in 0..<3 { #expect(try await entry.get("a.radio.test", "/lives") == "own") }
            var answers: Set<String> = []
            for _ in 0..<4 { answers.insert(try await entry.get("radio.test", "/lives")) }
            #expect(answers == ["own", "other"])
            #expect(try await entry.get("media.radio.test", "/healthz") == "ok")
            await entry.own.stop()
            for _ in 0..<4 { #expect(try await entry.get("radio.test", "/lives") == "other") }
        }
    }

    @Test("nodes get the real address of the client, not the one in its header")
    func headers() async throws {
        try await withEntry { entry async throws in
            let told = try await entry.get("a.radio.test", "/headers", "-H", "X-Forwarded-For: 203.0.113.9")
            #expect(told == "127.0.0.1")
        }
    }

    @Test("plain HTTP is sent to HTTPS")
    func redirect() async throws {
        try await withEntry { entry async throws in
            let head = try await entry.authority.curl(
                entry.server.redirect + "/ecouter/x?a=b", "--head", "-H", "Host: radio.test")
            #expect(head.contains(" 301 "))
            #expect(head.lowercased().contains("location: https://radio.test/ecouter/x?a=b"))
        }
    }

    private struct Entry {
        let server: NGINXServer
        let own: LoopbackServer
        let authority: TestAuthority

        /// Asks for a path of a name that leads here.
        func get(_ name: String, _ path: String, _ options: String...) async throws -> String {
            let address = server.http.replacing("https://", with: "")
            let process = await ChildProcess.start(
                "curl",
                [
                    "--silent", "--insecure", "--max-time", "20", "--connect-to", "\(name):443:\(address)",
                    "https://\(name)\(path)",
                ] + options, name: "curl")
            _ = await process.wait()
            return await process.lines.joined(separator: "\n")
        }
    }

    private func withEntry(_ body: (Entry) async throws -> Void) async throws {
        try await TestAuthority.with { authority in
            try await authority.issue("radio")
            let (own, other) = (try await Self.node("own"), try await Self.node("other"))
            let (first, second) = (await own.base, await other.base)
            do {
                let server = try await NGINXServer.start(
                    in: authority.folder + "/nginx", storage: first, prefix: "",
                    tls: (authority.path("radio.pem"), authority.path("radio.key")),
                    nodes: (Self.address(first), Self.address(second)))
                do {
                    try await body(Entry(server: server, own: own, authority: authority))
                } catch {
                    Issue.record(error)
                }
                await server.stop()
            } catch {
                Issue.record(error)
            }
            for node in [own, other] { await node.stop() }
        }
    }

    private static func node(_ name: String) async throws -> LoopbackServer {
        try await LoopbackServer.start { question in
            let text = question.path == "/headers" ? question.headers["x-forwarded-for"] ?? "-" : name
            return LoopbackServer.Answer(200, body: Array(text.utf8))
        }
    }

    private static func address(_ base: String) -> String { base.replacing("http://", with: "") }
}
