import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Connections of hostile clients", .timeLimit(.minutes(5)))
struct ConnectionTests {
    /// A node that waits for clients for a short time.
    private static let impatient = NodeConfiguration.with(\.requestTimeout, .seconds(1))

    @Test("a body that comes byte by byte is given up, though there is never a pause in it")
    func slowBody() async throws {
        try await RunningTestNode.with(Self.impatient) { running in
            let answer = try await RawHTTP.connected(to: running.addresses.http) { connection in
                try await connection.send(
                    "POST /whip HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nContent-Type: application/sdp\r\n"
                        + "Content-Length: 1000\r\n\r\n")
                return try await connection.drip("v")
            }
            // On a busy machine the connection is cut before the route has said why.
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 408"))
        }
    }

    @Test("headers that come byte by byte are given up")
    func slowHeaders() async throws {
        try await RunningTestNode.with(Self.impatient) { running in
            let answer = try await RawHTTP.connected(to: running.addresses.http) { connection in
                try await connection.send("GET /lives HTTP/1.1\r\nHost: x\r\nX: ")
                return try await connection.drip("x")
            }
            #expect(answer.isEmpty)
        }
    }

    @Test("a body that nobody asked for and that does not end is given up")
    func endlessBody() async throws {
        try await RunningTestNode.with(Self.impatient) { running in
            try await RawHTTP.connected(to: running.addresses.http) { connection in
                try await connection.send("GET /lives HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
                #expect(try await connection.rest().hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test("a client that takes nothing of what it asked for is dropped, and counted")
    func unreadAnswers() async throws {
        try await RunningTestNode.with(Self.impatient) { running in
            try await RawHTTP.connected(to: running.addresses.http, receiveBuffer: 4_096) { connection in
                // Far more than the kernel keeps of it for the client.
                let description = "GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n"
                try await connection.send(String(repeating: description, count: 1_000))
                try await until {
                    try await running.metrics()["roadwave_http_clients_dropped_total{owed=\"write\"}"] == 1
                }
            }
        }
    }

    @Test("a client that takes a few bytes now and then of a long answer is dropped, and counted")
    func trickledAnswer() async throws {
        try await RunningTestNode.with(Self.impatient) { running in
            try await RawHTTP.connected(to: running.addresses.http, receiveBuffer: 4_096, bytesAtOnce: 64) {
                connection in
                let description = "GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n"
                try await connection.send(String(repeating: description, count: 1_000))
                let dropped = "roadwave_http_clients_dropped_total{owed=\"write\"}"
                while try await running.metrics()[dropped] != 1 {
                    try await connection.take()
                    // why: a client that takes 64 bytes now and then, for as long as the node lets it.
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
        }
    }

    @Test("requests that are sent at once are answered in order, and the connection goes on")
    func pipelining() async throws {
        try await RunningTestNode.with { running in
            try await RawHTTP.connected(to: running.addresses.http) { connection in
                let paths = ["/lives", "/lives/x", "/nowhere"]
                try await connection.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
                var statuses: [String] = []
                for _ in paths {
                    let head = try await connection.receive(through: "\r\n\r\n")
                    statuses.append(String(head.dropFirst("HTTP/1.1 ".count).prefix(3)))
                    _ = try await connection.receive(through: "}")
                }
                #expect(statuses == ["200", "404", "404"])
                try await connection.send("GET /lives HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                #expect(try await connection.rest().hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test("a client of HTTP/1.0, and one that says so, get an answer and the end of the connection")
    func closing() async throws {
        try await RunningTestNode.with { running in
            for request in [
                "GET /lives HTTP/1.0\r\n\r\n", "GET /lives HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            ] {
                let answer = try await RawHTTP.exchange(request, with: running.addresses.http)
                #expect(answer.hasPrefix("HTTP/1.1 200"))
                #expect(answer.hasSuffix(#"{"lives":[]}"#))
                #expect(answer.lowercased().contains("connection: close"))
            }
        }
    }

    @Test("connections of one address beyond its own are told so and closed; one that ends makes room")
    func tooMany() async throws {
        try await RunningTestNode.with(.with(\.connectionsPerAddress, 2)) { running in
            try await RawHTTP.connected(to: running.addresses.http) { first in
                try await RawHTTP.connected(to: running.addresses.http) { second in
                    try await Self.list(&first, &second)
                    let refused = try await RawHTTP.exchange("", with: running.addresses.http)
                    #expect(refused.hasPrefix("HTTP/1.1 503"))
                    #expect(refused.contains("\"code\":\"too_many_connections\""))
                    #expect(refused.contains("Retry-After: 10"))
                }
                #expect(try await running.metric("roadwave_http_connections_refused_total") == 1)
            }
            try await until { try await running.client.get("/lives").status == 200 }
        }
    }

    /// Shows that two connections are served.
    private static func list(_ first: inout RawConnection, _ second: inout RawConnection) async throws {
        try await first.send("GET /lives HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try await first.receive(through: "\"lives\":[]}").hasPrefix("HTTP/1.1 200"))
        try await second.send("GET /lives HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try await second.receive(through: "\"lives\":[]}").hasPrefix("HTTP/1.1 200"))
    }

    @Test("a proxy of ours has as many connections as there are")
    func proxies() async throws {
        var settings = NodeConfiguration.with(\.connectionsPerAddress, 1)
        settings.trustedProxies = NodeConfiguration.parseTrustedProxies("127.0.0.1") ?? []
        try await RunningTestNode.with(settings) { running in
            try await RawHTTP.connected(to: running.addresses.http) { first in
                try await RawHTTP.connected(to: running.addresses.http) { second in
                    try await Self.list(&first, &second)
                }
            }
        }
    }
}
