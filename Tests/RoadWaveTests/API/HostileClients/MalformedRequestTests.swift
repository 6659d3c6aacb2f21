import Foundation
import Testing

@testable import RoadWave

/// Bytes that no client library would send: each gets a clear refusal, or a closed connection, and never a live.
@Suite("Malformed requests", .timeLimit(.minutes(5)))
struct MalformedRequestTests {
    private static let offer =
        "POST /whip HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nContent-Type: application/sdp\r\n"

    /// Requests whose end two readers would find in two places (RFC 9112 §6.3, §11.2).
    @Test(
        "a request whose length can be read in two ways is refused, and what follows it is no request",
        arguments: [
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: 5, 6\r\n", "Content-Length: -5\r\n", "Content-Length: +5\r\n", "Content-Length: 0x5\r\n",
            "Content-Length: 99999999999999999999999\r\n", "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding : chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        ])
    func smuggling(framing: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await RawHTTP.exchange(
                Self.offer + framing + "\r\n0\r\n\r\nGET /lives HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                with: running.addresses.http)
            #expect(!answer.contains("HTTP/1.1 2"))
            #expect(!answer.contains("\"lives\""))
            #expect(try await running.client.get("/lives").text == #"{"lives":[]}"#)
        }
    }

    @Test(
        "bytes that are no request are refused",
        arguments: [
            "GET\r\n\r\n", "\0\0\0\0\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX: \0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n: nameless\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX Y: z\r\n\r\n",
            "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\r\n\r\n", String(repeating: "A", count: 100_000) + "\r\n\r\n",
        ])
    func noRequest(text: String) async throws {
        try await RunningTestNode.with { running in
            let answer = try await RawHTTP.exchange(text, with: running.addresses.http)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test("an address, a header and a number of headers beyond the limits are refused")
    func long() async throws {
        try await RunningTestNode.with { running in
            let long = String(repeating: "a", count: 40_000)
            for request in [
                "GET /\(long) HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX: \(long)\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n\(String(repeating: "X: y\r\n", count: 500))\r\n",
            ] {
                let answer = try await RawHTTP.exchange(request, with: running.addresses.http)
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"))
            }
        }
    }

    @Test("bytes that are no UTF-8 are refused wherever they stand, and change nothing")
    func notUTF8() async throws {
        try await RunningTestNode.with { running in
            func exchange(_ parts: [[UInt8]]) async throws -> String {
                try await RawHTTP.connected(to: running.addresses.http) { connection in
                    try await connection.send(Array(parts.joined()))
                    return try await connection.rest()
                }
            }
            let bad: [UInt8] = [0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]
            func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
            let body = try await exchange([bytes(Self.offer + "Connection: close\r\nContent-Length: 6\r\n\r\n"), bad])
            #expect(body.hasPrefix("HTTP/1.1 400"))
            #expect(body.contains("invalid_offer"))
            let path = try await exchange([
                bytes("POST /whip?title="), bad, bytes(" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\n"),
                bytes("Content-Type: application/sdp\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
            ])
            #expect(path.isEmpty || path.hasPrefix("HTTP/1.1 400"))
            let escaped = try await RawHTTP.exchange(
                "GET /lives?q=%FF%C0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", with: running.addresses.http)
            #expect(escaped.hasPrefix("HTTP/1.1 400"))
            #expect(escaped.contains("invalid_query"))
            let token = try await exchange([
                bytes(
                    "POST /whip HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\nAuthorization: Bearer "
                ),
                bad, bytes("\r\n\r\n"),
            ])
            #expect(token.isEmpty || token.hasPrefix("HTTP/1.1 40"))
            #expect(try await running.client.get("/lives").text == #"{"lives":[]}"#)
        }
    }
}
