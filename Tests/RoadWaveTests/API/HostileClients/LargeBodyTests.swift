import Testing

@testable import RoadWave

@Suite("Bodies of ten megabytes", .timeLimit(.minutes(5)))
struct LargeBodyTests {
    private static let head = "Host: x\r\nAuthorization: Bearer a\r\nContent-Type: application/sdp\r\n"

    @Test("a body whose length is told is refused before any of it is sent, and the connection is closed")
    func told() async throws {
        try await RunningTestNode.with { running in
            let answer = try await RawHTTP.exchange(
                "POST /whip HTTP/1.1\r\n\(Self.head)Content-Length: 10000000\r\n\r\n", with: running.addresses.http)
            #expect(answer.hasPrefix("HTTP/1.1 413"))
            #expect(answer.lowercased().contains("connection: close"))
            #expect(answer.contains("\"code\":\"too_large\""))
        }
    }

    @Test("a body in chunks is refused once it is too long; the client that goes on sending is not listened to")
    func chunked() async throws {
        try await RunningTestNode.with { running in
            let answer = try await RawHTTP.connected(to: running.addresses.http) { connection in
                try await connection.send("POST /whip HTTP/1.1\r\n\(Self.head)Transfer-Encoding: chunked\r\n\r\n")
                let chunk = "10000\r\n" + String(repeating: "a", count: 65_536) + "\r\n"
                for _ in 0..<160 { try await connection.send(chunk) }
                return try await connection.rest()
            }
            // The kernel may drop the answer when more comes after the connection is closed.
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 413"))
            #expect(try await running.metric("roadwave_lives_started_total") == 0)
        }
    }

    @Test("a body where none is expected is not read", arguments: ["GET /lives", "POST /lives", "DELETE /whip/x"])
    func unexpected(request: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await RawHTTP.connected(to: running.addresses.http) { connection in
                try await connection.send("\(request) HTTP/1.1\r\n\(Self.head)Content-Length: 10000000\r\n\r\n")
                return try await connection.rest()
            }
            #expect(answer.hasPrefix("HTTP/1.1 "))
            #expect(answer.lowercased().contains("connection: close"))
        }
    }

    @Test("no body of ten megabytes has an effect where none is asked for: it is refused, in one piece and in chunks")
    func ineffective() async throws {
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            let joined = try await running.join(live, token: "a")
            let listener = try #require(try joined.json("listener_id"))
            let refused = [
                "POST /lives/\(live)/likes", "POST /lives/\(live)/listeners/\(listener)/heartbeat",
                "DELETE /lives/\(live)/listeners/\(listener)", "DELETE /whip/\(live)",
            ]
            for request in refused {
                let head = "\(request) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(Self.creator(request))\r\n"
                let told = try await RawHTTP.exchange(
                    head + "Content-Length: 10000000\r\n\r\n", with: running.addresses.http)
                #expect(told.hasPrefix("HTTP/1.1 413"), "\(request)")
                let chunked = try await RawHTTP.connected(to: running.addresses.http) { connection in
                    try await connection.send(head + "Transfer-Encoding: chunked\r\n\r\n")
                    // Enough to be too long, and little enough for the answer not to be lost to the kernel's reset.
                    try await connection.send("2000\r\n" + String(repeating: "a", count: 8_192) + "\r\n")
                    return try await connection.rest()
                }
                #expect(chunked.hasPrefix("HTTP/1.1 413"), "\(request)")
            }
            #expect(try await running.counts(of: live) == [1, 0, 0])
            #expect(try await running.client.get("/lives/\(live)").json("state") != "ended")
        }
    }

    @Test("a small body where none is asked for is ignored; one that does not come is given up without effect")
    func unasked() async throws {
        let like = { (live: String) in "POST /lives/\(live)/likes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" }
        try await RunningTestNode.with { running in
            let live = try await running.openLive()
            let empty = try await RawHTTP.exchange(
                like(live) + "Authorization: Bearer a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                with: running.addresses.http)
            #expect(empty.hasPrefix("HTTP/1.1 204"))
            #expect(try await running.counts(of: live) == [0, 1, 0])
        }
        try await RunningTestNode.with(.with(\.requestTimeout, .seconds(2))) { running in
            let live = try await running.openLive()
            let slow = try await RawHTTP.connected(to: running.addresses.http) { connection in
                try await connection.send(like(live) + "Authorization: Bearer b\r\nContent-Length: 1000\r\n\r\n")
                return try await connection.drip("{")
            }
            // On a busy machine the connection is cut before the route has said why.
            #expect(slow.isEmpty || slow.hasPrefix("HTTP/1.1 408"))
            #expect(try await running.counts(of: live) == [0, 0, 0])
        }
    }

    /// Whose token a request has: without keys a token names its bearer.
    private static func creator(_ request: String) -> String { request.contains("/whip/") ? "createur" : "a" }

    @Test("a client that waits for a word before it sends gets it for a body that may come, and a refusal for another")
    func expectContinue() async throws {
        try await RunningTestNode.with { running in
            try await RawHTTP.connected(to: running.addresses.http) { connection in
                let head = "POST /whip HTTP/1.1\r\n\(Self.head)Expect: 100-continue\r\nConnection: close\r\n"
                try await connection.send(head + "Content-Length: 5\r\n\r\n")
                #expect(try await connection.receive(through: "\r\n\r\n").hasPrefix("HTTP/1.1 100"))
                try await connection.send("v=0\r\n")
                #expect(try await connection.rest().hasPrefix("HTTP/1.1 400"))
            }
            let refused = try await RawHTTP.exchange(
                "POST /whip HTTP/1.1\r\n\(Self.head)Expect: 100-continue\r\nContent-Length: 10000000\r\n\r\n",
                with: running.addresses.http)
            #expect(refused.hasPrefix("HTTP/1.1 413"))
        }
    }
}
