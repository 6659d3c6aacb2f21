import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// The lives that one creator may hold, as creators see it over HTTP.
@Suite("Lives of one creator", .timeLimit(.minutes(5)))
struct LivesPerCreatorTests {
    @Test(
        "a creator has one live at a time: another one is refused, with the identity of the first, until that is over")
    func oneLive() async throws {
        try await RunningTestNode.with(try Self.settings()) { running in
            let first = try Self.live(of: try await running.client.publish(try TestOffer.opus()))
            for _ in 0..<60 {
                let answer = try await running.client.publish(try TestOffer.opus())
                #expect(answer.status == 409)
                #expect(answer["Content-Type"] == "application/problem+json")
                #expect(try answer.json("code") == "already_live")
                #expect(
                    try answer.json("detail")
                        == "Vous avez déjà un live en cours. Reprenez-le, ou terminez-le avant d'en commencer un autre."
                )
                #expect(try Self.lives(of: answer) == [first])
            }
            #expect(try await running.client.publish(try TestOffer.opus(), token: "autre").status == 201)
            // What the answer offers: to go on with the live, or to end it.
            let resumed = try await running.client.publish(try TestOffer.opus(), query: "live_id=\(first)")
            #expect(try Self.live(of: resumed) == first)
            #expect(try await running.client.delete("/whip/\(first)", token: "createur").status == 200)
            #expect(try await running.client.publish(try TestOffer.opus()).status == 201)
        }
    }

    @Test("a live that its creator never connected to makes room for the next one as it ends")
    func abandonedLive() async throws {
        let clock = TurnedClock()
        var settings = try Self.settings()
        settings.live.connectTimeout = .seconds(20)
        try await RunningTestNode.with(settings, clock: clock) { running in
            let first = try Self.live(of: try await running.client.publish(try TestOffer.opus()))
            #expect(try await running.client.publish(try TestOffer.opus()).status == 409)
            let id = try #require(LiveID(first))
            try await until {
                clock.advance(by: .seconds(1))
                return await running.node.live(id)?.isOver == true
            }
            try await until { try await running.client.publish(try TestOffer.opus()).status == 201 }
        }
    }

    @Test("a creator may have as many lives as the setting allows, and the refusal names them")
    func severalLives() async throws {
        try await RunningTestNode.with(try Self.settings(perCreator: 2)) { running in
            let lives = try await [1, 2].asyncMap { _ in
                try Self.live(of: try await running.client.publish(try TestOffer.opus()))
            }
            let answer = try await running.client.publish(try TestOffer.opus())
            #expect(try Self.lives(of: answer) == lives.sorted())
            #expect(
                try answer.json("detail")
                    == "Vous avez déjà 2 lives en cours. Terminez-en un avant d'en commencer un autre.")
        }
    }

    @Test("the lives of a creator count on all nodes together, and the live is resumed where it runs")
    func twoNodes() async throws {
        try await RunningRedis.with { server in
            let clock = TurnedClock()
            let settings = try Self.settings(redis: server)
            try await RunningTestNode.with(settings, clock: clock) { first in
                try await RunningTestNode.with(settings, clock: clock) { second in
                    clock.advance(by: .seconds(15))
                    let live = try Self.live(of: try await first.client.publish(try TestOffer.opus()))
                    let refused = try await second.client.publish(try TestOffer.opus())
                    #expect(refused.status == 409)
                    #expect(try Self.lives(of: refused) == [live])
                    try await until {
                        let elsewhere = try await second.client.publish(
                            try TestOffer.opus(), query: "live_id=\(live)", origin: second.addresses.httpURL)
                        return elsewhere.status == 421
                    }
                    #expect(try await first.client.delete("/whip/\(live)", token: "createur").status == 200)
                    #expect(try await second.client.publish(try TestOffer.opus()).status == 201)
                }
            }
        }
    }

    private static func settings(perCreator: Int = 1, redis: RedisServer? = nil) throws -> NodeConfiguration {
        var settings = NodeConfiguration.with(\.livesPerCreator, perCreator)
        settings.redis = try redis.map { try RedisAddress(parsing: $0.url) }
        // The lives of this suite are offers that nobody connects to.
        settings.live.connectTimeout = .seconds(3_600)
        return settings
    }

    private static func live(of answer: TestHTTPClient.Answer) throws -> String {
        #expect(answer.status == 201)
        return String(try #require(answer["Location"]?.split(separator: "/").last))
    }

    private static func lives(of answer: TestHTTPClient.Answer) throws -> [String]? {
        (try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])?["live_ids"] as? [String]
    }
}
