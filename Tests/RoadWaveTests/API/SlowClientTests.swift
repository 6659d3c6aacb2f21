import Testing

@testable import RoadWave

@Suite("Slow clients", .timeLimit(.minutes(5)))
struct SlowClientTests {
    @Test(
        "a client that does not finish its request is disconnected, others are served meanwhile",
        arguments: ["", "GET / HTTP/1.1\r\nHost: x\r\n", "GET /livez HTTP/1.1\r\nHost: x\r\nX-A: "])
    func unfinished(request: String) async throws {
        try await RunningTestNode.with(.with(\.requestTimeout, .seconds(1))) { running in
            async let answer = RawHTTP.exchange(request, with: running.addresses.http)
            let other = try await running.client.get("/lives")
            #expect(other.status == 200)
            let received = try await answer
            #expect(received.isEmpty)
        }
    }

    @Test("an offer that does not come whole is given up")
    func unfinishedBody() async throws {
        try await RunningTestNode.with(.with(\.requestTimeout, .seconds(1))) { running in
            let request = """
                POST /whip HTTP/1.1\r
                Host: x\r
                Authorization: Bearer a\r
                Content-Type: application/sdp\r
                Content-Length: 1000\r
                \r
                v=0\r

                """
            let answer = try await RawHTTP.exchange(request, with: running.addresses.http)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 408"))
        }
    }
}
