import Testing

@testable import RoadWave

@Suite("Bodies of ten megabytes", .timeLimit(.minutes(2)))
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
            #expect(try await running.client.get("/lives").text == #"{"lives":[]}"#)
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
