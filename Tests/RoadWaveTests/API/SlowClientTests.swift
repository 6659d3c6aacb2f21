import NIOCore
import NIOPosix
import Testing

@testable import RoadWave

@Suite("Slow clients", .timeLimit(.minutes(2)))
struct SlowClientTests {
    /// Sends bytes to a node over TCP, and returns what comes back until the node closes the connection.
    private static func exchange(_ request: String, with address: ListenAddress) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var answer = ""
            for try await buffer in inbound { answer += String(buffer: buffer) }
            return answer
        }
    }

    @Test(
        "a client that does not finish its request is disconnected, others are served meanwhile",
        arguments: ["", "GET / HTTP/1.1\r\nHost: x\r\n", "GET /livez HTTP/1.1\r\nHost: x\r\nX-A: "])
    func unfinished(request: String) async throws {
        try await RunningTestNode.with(.with(\.requestTimeout, .milliseconds(300))) { running in
            async let answer = Self.exchange(request, with: running.addresses.http)
            let other = try await running.client.get("/")
            #expect(other.status == 404)
            let received = try await answer
            #expect(received.isEmpty)
        }
    }

    @Test("an offer that does not come whole is given up")
    func unfinishedBody() async throws {
        try await RunningTestNode.with(.with(\.requestTimeout, .milliseconds(300))) { running in
            let request = """
                POST /whip HTTP/1.1\r
                Host: x\r
                Authorization: Bearer a\r
                Content-Type: application/sdp\r
                Content-Length: 1000\r
                \r
                v=0\r

                """
            let answer = try await Self.exchange(request, with: running.addresses.http)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 408"))
        }
    }

    @Test("headers over the limits are refused")
    func headers() async throws {
        try await RunningTestNode.with { running in
            let request = "GET / HTTP/1.1\r\nHost: x\r\nX-A: \(String(repeating: "a", count: 20_000))\r\n\r\n"
            let answer = try await Self.exchange(request, with: running.addresses.http)
            #expect(!answer.contains(" 200 "))
            #expect(!answer.contains(" 404 "))
        }
    }
}
