import Foundation
import RoadWaveClient
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Lives among hostile clients", .timeLimit(.minutes(5)))
struct UndisturbedLiveTests {
    /// One of each kind: some are answered, some hold a connection until the node closes it.
    private static let attacks = [
        "GET /lives HTTP/1.1\r\nHost: x\r\nX: ",
        "POST /whip HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nContent-Type: application/sdp\r\n"
            + "Content-Length: 60000\r\n\r\nv=0\r\n",
        "POST /whip HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nContent-Length: 10000000\r\n\r\n"
            + String(repeating: "a", count: 100_000),
        "POST /whip HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        String(repeating: "\0", count: 50_000), "", "GET / HTTP/1.1\r\n\r\n",
        String(repeating: "GET /lives HTTP/1.1\r\nHost: x\r\n\r\n", count: 200),
        "DELETE /whip/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(String(repeating: "a", count: 4_000))\r\n\r\n",
    ]

    @Test("a live is heard all the while, and nobody but its creator ends it")
    func undisturbed() async throws {
        try await RunningTestNode.with(.with(\.requestTimeout, .seconds(1))) { running in
            let events = running.node.events
            let creator = try await TestCreator.connect(to: running)
            await creator.send(seconds: 3)
            async let siege: Void = withThrowingTaskGroup(of: Void.self) { group in
                for attack in Self.attacks {
                    for _ in 0..<10 {
                        group.addTask { _ = try await RawHTTP.exchange(attack, with: running.addresses.http) }
                    }
                }
                // A stranger's token, for this very live.
                group.addTask {
                    let answer = try await running.client.delete("/whip/\(creator.id)", token: "autre")
                    #expect(answer.status == 403)
                }
                try await group.waitForAll()
            }
            #expect(await events.listed(0, of: creator.id) != nil)
            await creator.send(seconds: 2)
            #expect(await events.listed(1, of: creator.id) != nil)
            try await siege
            let live = try await running.client.get("/lives/\(creator.id)")
            #expect(try live.json("state") == "live")
            let lives = try await running.client.get("/lives").text
            #expect(lives.components(separatedBy: "\"live_id\"").count == 2)
            // All of them are gone; the clients of this test have one connection each, or two.
            try await until { try await running.metric("roadwave_http_connections") ?? .max < 5 }
            await creator.publisher.close()
        }
    }
}
