import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// The priority queue as creators see it over HTTP.
@Suite("Priority queue", .timeLimit(.minutes(5)))
struct PriorityQueueTests {
    @Test("a premium creator gets a position and a ticket, and then the next free slot")
    func queue() async throws {
        try await Self.withFullNode { running, keys, location, _ in
            let first = try await Self.ask(running, keys, .premium("p"))
            #expect(first.status == 503)
            #expect(first["Content-Type"] == "application/problem+json")
            #expect(try first.json("code") == "capacity_reached")
            #expect(
                try first.json("detail") == "Capacité maximale atteinte. Veuillez réessayer dans quelques minutes")
            #expect(first["Retry-After"] == "10")
            let second = try await Self.ask(running, keys, .premium("q"))
            #expect(try Self.queue(of: first)?.position == 1)
            #expect(try Self.queue(of: second)?.position == 2)
            #expect(try Self.queue(of: await Self.ask(running, keys, .standard("s"))) == nil)
            #expect(try Self.queue(of: await Self.ask(running, keys, .premium("p"))) == Self.queue(of: first))

            _ = try await running.client.send(
                "DELETE", location, headers: ["Authorization": "Bearer \(try await Self.token(keys, .standard("a")))"])
            #expect(try await Self.ask(running, keys, .standard("s")).status == 503)
            #expect(try await Self.ask(running, keys, .premium("q")).status == 503)
            #expect(try await Self.ask(running, keys, .premium("p")).status == 201)
            let moved = try Self.queue(of: await Self.ask(running, keys, .premium("q")))
            #expect(moved == QueuePlace(position: 1, ticket: try #require(try Self.queue(of: second)).ticket))
        }
    }

    @Test("another creator's ticket is worth nothing")
    func foreignTicket() async throws {
        try await Self.withFullNode { running, keys, location, _ in
            let ticket = try #require(try Self.queue(of: await Self.ask(running, keys, .premium("p")))).ticket
            _ = try await running.client.send(
                "DELETE", location, headers: ["Authorization": "Bearer \(try await Self.token(keys, .standard("a")))"])
            for thief in [Creator.standard("s"), .premium("t")] {
                let answer = try await Self.ask(running, keys, thief, query: "title=x&ticket=\(ticket)")
                #expect(answer.status == 503)
            }
            #expect(try await Self.ask(running, keys, .premium("p"), query: "title=x&ticket=\(ticket)").status == 201)
        }
    }

    @Test("a slot that is not taken within 30 s is free for everyone if nobody else waits")
    func lapse() async throws {
        try await Self.withFullNode { running, keys, location, clock in
            _ = try await Self.ask(running, keys, .premium("p"))
            _ = try await running.client.send(
                "DELETE", location, headers: ["Authorization": "Bearer \(try await Self.token(keys, .standard("a")))"])
            clock.advance(by: .seconds(29))
            #expect(try await Self.ask(running, keys, .standard("s")).status == 503)
            clock.advance(by: .seconds(1))
            #expect(try await Self.ask(running, keys, .standard("s")).status == 201)
        }
    }

    @Test("the metrics count the slots, the taken ones and the queue; a full node stays ready")
    func metrics() async throws {
        try await Self.withFullNode { running, keys, _, clock in
            _ = try await Self.ask(running, keys, .premium("p"))
            clock.advance(by: .seconds(5))
            try await until { try await running.metric("roadwave_queue_creators") == 1 }
            #expect(try await running.metric("roadwave_slots_maximum") == 1)
            #expect(try await running.metric("roadwave_slots_taken") == 1)
            #expect(try await running.metric("roadwave_slots_reserved") == 0)
            #expect(try await running.metric("roadwave_lives_refused_total") == 1)
            #expect(try await running.admin.get("/readyz").status == 200)
        }
    }

    /// Runs a body beside a node of one slot, which is taken; its live is at the given location.
    private static func withFullNode(
        _ body: (RunningTestNode, TokenKeys, _ location: String, TurnedClock) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let text = try TokenKeySet.generate().text
        let keys = try await TokenKeys(keySet: text)
        var settings = NodeConfiguration.with(\.maximumLives, 1)
        settings.tokenKeys = directory.path + "/keys.json"
        // The lives of this suite are offers that nobody connects to.
        settings.live.connectTimeout = .seconds(3_600)
        try text.write(toFile: directory.path + "/keys.json", atomically: true, encoding: .utf8)
        let clock = TurnedClock()
        try await RunningTestNode.with(settings, clock: clock) { running in
            let answer = try await ask(running, keys, .standard("a"))
            try await body(running, keys, try #require(answer["Location"]), clock)
        }
        withExtendedLifetime(directory) {}
    }

    private static func ask(
        _ running: RunningTestNode, _ keys: TokenKeys, _ creator: Creator, query: String = "title=Essai"
    ) async throws -> TestHTTPClient.Answer {
        try await running.client.publish(try TestOffer.opus(), query: query, token: try await token(keys, creator))
    }

    private static func token(_ keys: TokenKeys, _ creator: Creator) async throws -> String {
        let expiry = WallDate.now + .seconds(3_600)
        return try await keys.issue(
            AccessClaims(subject: creator.id, role: .creator, isPremium: creator.isPremium, expiry: expiry))
    }

    /// The `queue` member of a problem.
    private static func queue(of answer: TestHTTPClient.Answer) throws -> QueuePlace? {
        let object = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
        guard let queue = object?["queue"] as? [String: Any], let position = queue["position"] as? Int,
            let ticket = queue["ticket"] as? String
        else { return nil }
        return QueuePlace(position: position, ticket: QueueTicket(ticket))
    }
}
