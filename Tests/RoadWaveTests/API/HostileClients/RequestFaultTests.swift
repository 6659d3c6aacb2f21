import Foundation
import Testing

@testable import RoadWave

/// What is no request of HTTP/1.1, byte for byte over a socket: each gets the status that RFC 9112 asks for, as a problem, and
/// the end of the connection; and it is counted.
@Suite("Requests that are none", .timeLimit(.minutes(2)))
struct RequestFaultTests {
    private static let host = "Host: x\r\n"
    private static let publish = "POST /whip HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\n"

    /// A request of so many bytes in its address, a `/` included.
    private static func target(_ bytes: Int) -> String {
        "GET /\(String(repeating: "a", count: bytes - 1)) HTTP/1.1\r\n\(host)\r\n"
    }

    private static func header(_ bytes: Int) -> String {
        "GET /lives HTTP/1.1\r\n\(host)X: \(String(repeating: "a", count: bytes))\r\n\r\n"
    }

    /// A request with so many headers.
    private static func headers(_ count: Int) -> String {
        "GET /lives HTTP/1.1\r\n\(host)\(String(repeating: "X: y\r\n", count: count - 1))\r\n"
    }

    /// A request whose address and headers have so many bytes, without the separators.
    private static func together(_ bytes: Int) -> String {
        let rest = bytes - "/livesHostx".utf8.count - 3 * "X".utf8.count - 2 * 6_000
        let long = { (count: Int) in "X: \(String(repeating: "a", count: count))\r\n" }
        return "GET /lives HTTP/1.1\r\n\(host)\(long(6_000))\(long(6_000))\(long(rest))\r\n"
    }

    /// Sends bytes, and returns what comes until the node closes the connection.
    private static func exchange(_ text: String, in running: RunningTestNode) async throws -> String {
        try await RawHTTP.exchange(text, with: running.addresses.http)
    }

    /// The statuses of several answers, in order.
    private static func statuses(of answers: String) -> [String] {
        answers.matches(of: #/HTTP/1\.1 (\d{3}) /#).map { String($0.1) }
    }

    /// Checks that an answer is one problem, the last of the connection.
    private static func expectProblem(_ answer: String, _ status: Int, _ code: String) throws {
        let parts = answer.components(separatedBy: "\r\n\r\n")
        #expect(parts.count == 2, "\(answer)")
        let head = try #require(parts.first)
        #expect(head.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        #expect(head.contains("Content-Type: application/problem+json"))
        #expect(head.lowercased().contains("connection: close"))
        let body = try #require(
            try JSONSerialization.jsonObject(with: Data((parts.last ?? "").utf8)) as? [String: Any])
        #expect(body["code"] as? String == code)
        #expect(body["status"] as? Int == status)
        #expect((body["reason"] as? String)?.isEmpty == false)
        #expect((body["detail"] as? String)?.isEmpty == false)
    }

    @Test(
        "bytes that are no request line are answered 400 (§3)",
        arguments: [
            "GET\r\n\r\n", "\0\0\0\0\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\r\n\r\n",
            "FROB /lives HTTP/1.1\r\nHost: x\r\n\r\n", "GET lives HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /lives\u{1} HTTP/1.1\r\nHost: x\r\n\r\n", "GET /liv\u{e9}s HTTP/1.1\r\nHost: x\r\n\r\n",
            String(repeating: "A", count: 100_000) + "\r\n\r\n", "GET /lives HTTP/1.1\nHost: x\r\n\r\n",
        ])
    func requestLine(text: String) async throws {
        try await RunningTestNode.with { running in
            try Self.expectProblem(
                try await Self.exchange(text, in: running), 400, "invalid_request")
            try await Self.expectCounted(.requestLine, in: running)
        }
    }

    @Test(
        "other versions of HTTP are answered 505 (§2.3)",
        arguments: [
            "GET /lives HTTP/9.9\r\nHost: x\r\n\r\n", "GET /lives HTTP/2.0\r\nHost: x\r\n\r\n", "GET /lives\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ])
    func version(text: String) async throws {
        try await RunningTestNode.with { running in
            try Self.expectProblem(
                try await Self.exchange(text, in: running), 505, "version_not_supported")
            try await Self.expectCounted(.version, in: running)
        }
    }

    @Test(
        "headers that are none are answered 400, folded ones and those with a space before the colon too (§5)",
        arguments: [
            "No colon\r\n", "X: \0\r\n", ": nameless\r\n", "X Y: z\r\n", "X: a\r\n b\r\n", "X : a\r\n", "X: a\rb\r\n",
            "X: a\n",
        ])
    func header(text: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await Self.exchange("GET /lives HTTP/1.1\r\nHost: x\r\n\(text)\r\n", in: running)
            try Self.expectProblem(answer, 400, "invalid_request")
            try await Self.expectCounted(.header, in: running)
        }
    }

    @Test(
        "no host, several, and a text that is none are answered 400 (§3.2)",
        arguments: [
            "", "Host: a\r\nHost: b\r\n", "Host: a b\r\n", "Host: a/b\r\n", "Host: user@a\r\n", "Host: a\"b\r\n",
        ])
    func host(headers: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await Self.exchange("GET /lives HTTP/1.1\r\n\(headers)\r\n", in: running)
            try Self.expectProblem(answer, 400, "invalid_request")
            try await Self.expectCounted(.host, in: running)
        }
    }

    @Test("an address, a header, their number and all together are read up to their bounds, and not beyond")
    func bounds() async throws {
        try await RunningTestNode.with { running in
            let allowed = [Self.header(8_192), Self.headers(100), Self.together(16_384)]
            for text in allowed {
                try await RawHTTP.connected(to: running.addresses.http) { connection in
                    try await connection.send(text)
                    #expect(try await connection.receive(through: "[]}").hasPrefix("HTTP/1.1 200"))
                }
            }
            try await RawHTTP.connected(to: running.addresses.http) { connection in
                try await connection.send(Self.target(8_192))
                #expect(try await connection.receive(through: "}").contains("\"code\":\"not_found\""))
            }
            try Self.expectProblem(
                try await Self.exchange(Self.target(8_193), in: running), 414, "uri_too_long")
            for text in [Self.header(8_193), Self.headers(101), Self.together(16_385)] {
                try Self.expectProblem(
                    try await Self.exchange(text, in: running), 431, "headers_too_large")
            }
            try await Self.expectCounted(.target, in: running)
            try await Self.expectCounted(.headersTooLarge, 3, in: running)
        }
    }

    @Test(
        "a length that two readers would find in two places is answered 400 (§6)",
        arguments: [
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: -5\r\n", "Content-Length: 99999999999999999999999\r\n",
            "Transfer-Encoding: chunked, identity\r\n",
        ])
    func length(framing: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await Self.exchange(
                Self.publish + framing + "\r\n0\r\n\r\nGET /lives HTTP/1.1\r\nHost: x\r\n\r\n", in: running)
            #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
            #expect(answer.contains("\"code\":\"invalid_request\""))
            #expect(Self.statuses(of: answer).count == 1)
            #expect(answer.contains("expected one Content-Length, or Transfer-Encoding: chunked alone"))
            #expect(try await running.metric("roadwave_http_requests_malformed_total") == 1)
            try await Self.expectCounted(.length, in: running)
        }
    }

    @Test("chunks of a client of HTTP/1.0 are no body (§6.1)")
    func oldChunks() async throws {
        try await RunningTestNode.with { running in
            let answer = try await Self.exchange(
                "POST /whip HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", in: running)
            try Self.expectProblem(answer, 400, "invalid_request")
        }
    }

    @Test("a coding that is not known is answered 501 (§6.1)")
    func coding() async throws {
        try await RunningTestNode.with { running in
            let answer = try await Self.exchange(
                Self.publish + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", in: running)
            try Self.expectProblem(answer, 501, "coding_not_supported")
            try await Self.expectCounted(.coding, in: running)
        }
    }

    @Test("a chunk that is none is answered by the route that reads it (§7.1)", arguments: ["zz", "fffffffffffffffff"])
    func chunk(size: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await Self.exchange(
                Self.publish + "Content-Type: application/sdp\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\n",
                in: running)
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.contains("\"code\":\"invalid_request\""))
            #expect(answer.lowercased().contains("connection: close"))
            #expect(try await running.metric("roadwave_http_requests_malformed_total") == 1)
        }
    }

    @Test("what comes behind good requests is answered after them")
    func pipelined() async throws {
        try await RunningTestNode.with { running in
            let good = "GET /lives HTTP/1.1\r\nHost: x\r\n\r\n"
            for (bad, status) in [("GARBAGE\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400), (Self.header(9_000), 431)]
            {
                let answer = try await Self.exchange(good + good + bad + good, in: running)
                let statuses = Self.statuses(of: answer)
                #expect(statuses == ["200", "200", "\(status)"])
                #expect(answer.contains("application/problem+json"))
            }
        }
    }

    @Test("bytes behind the request for a stream of events do not break into it, and its client is let go in time")
    func behindStream() async throws {
        try await RunningTestNode.with(.with(\.requestTimeout, .seconds(1))) { running in
            let live = try await running.client.publish(try TestOffer.opus())
            let id = try #require(live["Location"]?.split(separator: "/").last)
            try await RawHTTP.connected(to: running.addresses.http) { connection in
                try await connection.send("GET /lives/\(id)/events HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await connection.receive(through: "event: counters")
                try await connection.send("GET / HTTP/1.1\r\n\r\n")
                let rest = try await connection.rest()
                #expect(!rest.contains("HTTP/1.1"))
            }
            #expect(try await running.metrics()["roadwave_http_clients_dropped_total{owed=\"request\"}"] == 1)
        }
    }

    @Test("an address in absolute form is read, and its host counts before the header (§3.2.2)")
    func absoluteForm() async throws {
        try await RunningTestNode.with { running in
            try await RawHTTP.connected(to: running.addresses.http) { connection in
                let offer = try TestOffer.opus()
                try await connection.send(
                    "POST http://radio.example/whip HTTP/1.1\r\nHost: other.example\r\nAuthorization: Bearer a\r\n"
                        + "Content-Type: application/sdp\r\nContent-Length: \(offer.utf8.count)\r\n\r\n\(offer)")
                let head = try await connection.receive(through: "\r\n\r\n")
                #expect(head.hasPrefix("HTTP/1.1 201"))
                #expect(head.contains("http://radio.example/whip/"))
            }
            let hostless = try await Self.exchange("GET http://b/lives HTTP/1.1\r\n\r\n", in: running)
            try Self.expectProblem(hostless, 400, "invalid_request")
            let userinfo = try await Self.exchange("GET http://a@b/lives HTTP/1.1\r\nHost: b\r\n\r\n", in: running)
            try Self.expectProblem(userinfo, 400, "invalid_request")
        }
    }

    @Test(
        "a client that would speak another protocol from here on is answered, and told that the connection ends",
        arguments: [
            ("GET /lives HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 200),
            ("GET /lives HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 200),
            ("CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", 404),
        ])
    func upgrade(request: String, status: Int) async throws {
        try await RunningTestNode.with { running in
            let answer = try await Self.exchange(request + request, in: running)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.lowercased().contains("connection: close"))
            #expect(Self.statuses(of: answer).count == 1)
        }
    }

    private static func expectCounted(
        _ fault: RequestFault, _ count: Int = 1, in running: RunningTestNode
    ) async throws {
        let metrics = try await running.metrics()
        #expect(metrics["roadwave_http_requests_malformed_total{fault=\"\(fault.rawValue)\"}"] == count)
    }
}
