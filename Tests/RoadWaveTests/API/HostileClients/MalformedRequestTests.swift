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
            #expect(try await running.metric("roadwave_lives_started_total") == 0)
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
            #expect(try await running.metric("roadwave_lives_started_total") == 0)
        }
    }
}
