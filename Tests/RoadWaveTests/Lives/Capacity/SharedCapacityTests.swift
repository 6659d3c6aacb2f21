import Foundation
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// Nodes that count their lives in one Redis, which comes and goes.
@Suite("Capacity shared by nodes", .timeLimit(.minutes(5)))
struct SharedCapacityTests {
    @Test("two nodes together admit as many lives as there are slots")
    func twoNodes() async throws {
        try await RunningRedis.with { server in
            let clock = TurnedClock()
            let settings = try Self.settings(redis: server, places: 2)
            try await RunningTestNode.with(settings, clock: clock) { first in
                try await RunningTestNode.with(settings, clock: clock) { second in
                    clock.advance(by: .seconds(15))
                    let answer = try await first.client.publish(try TestOffer.opus())
                    #expect(answer.status == 201)
                    #expect(try await second.client.publish(try TestOffer.opus()).status == 201)
                    for node in [first, second] {
                        #expect(try await node.client.publish(try TestOffer.opus()).json("code") == "capacity_reached")
                    }
                    _ = try await first.client.send(
                        "DELETE", try #require(answer["Location"]), headers: ["Authorization": "Bearer createur"])
                    #expect(try await second.client.publish(try TestOffer.opus()).status == 201)
                }
            }
        }
    }

    @Test("a new Redis settles before it admits a live")
    func settling() async throws {
        try await RunningRedis.with { server in
            let clock = TurnedClock()
            try await RunningTestNode.with(try Self.settings(redis: server), clock: clock) { running in
                let early = try await running.client.publish(try TestOffer.opus())
                #expect(early.status == 503)
                #expect(try early.json("code") == "capacity_unknown")
                #expect(early["Retry-After"] == "5")
                #expect(try await running.admin.get("/readyz").text.contains("tell again which lives they run"))
                clock.advance(by: .seconds(15))
                #expect(try await running.admin.get("/readyz").status == 200)
                #expect(try await running.client.publish(try TestOffer.opus()).status == 201)
            }
        }
    }

    @Test("without Redis lives continue and none begins; the nodes report them to a Redis that is back empty")
    func loss() async throws {
        let directory = try TemporaryDirectory()
        let server = try await RedisServer.start(in: directory.path)
        let clock = TurnedClock()
        try await RunningTestNode.with(try Self.settings(redis: server), clock: clock) { running in
            clock.advance(by: .seconds(15))
            let answer = try await running.client.publish(try TestOffer.opus())
            let id = try #require(LiveID(answer["Location"]?.split(separator: "/").last ?? ""))

            await server.stop()
            #expect(try await running.client.publish(try TestOffer.opus()).json("code") == "capacity_unknown")
            let readiness = try await running.admin.get("/readyz")
            #expect(readiness.status == 503)
            #expect(readiness.text.contains("no live is admitted"))
            #expect(try await running.metric("roadwave_slots_taken") == nil)
            #expect(try #require(try await running.metric("roadwave_capacity_failures_total")) > 0)
            clock.advance(by: .seconds(60))
            #expect(await running.node.live(id)?.isOver == false)

            let empty = try await RedisServer.start(in: directory.path)
            // The wait between two attempts is over, then the time that the nodes have to tell of their lives.
            clock.advance(by: .seconds(5))
            try await until { try await running.metric("roadwave_slots_taken") == 1 }
            clock.advance(by: .seconds(15))
            #expect(try await running.client.publish(try TestOffer.opus()).json("code") == "capacity_reached")
            _ = try await running.client.send(
                "DELETE", try #require(answer["Location"]), headers: ["Authorization": "Bearer createur"])
            #expect(try await running.client.publish(try TestOffer.opus()).status == 201)
            await empty.stop()
        }
        withExtendedLifetime(directory) {}
    }

    @Test("a node does not start if Redis refuses it, and starts if Redis is absent")
    func start() async throws {
        try await RunningRedis.with(password: "s3cret") { server in
            let error = await #expect(throws: RoadWaveError.self) {
                try await RunningTestNode.with(try Self.settings(redis: server)) { _ in }
            }
            #expect(error?.code == .configuration)
            #expect(error?.description.contains("ROADWAVE_REDIS_URL") == true)
        }
        var settings = NodeConfiguration.single
        settings.redis = RedisAddress(endpoint: .unix(path: "/nowhere/redis.sock"))
        try await RunningTestNode.with(settings) { running in
            let answer = try await running.client.publish(try TestOffer.opus())
            #expect(try answer.json("code") == "capacity_unknown")
            #expect(try await running.admin.get("/readyz").status == 503)
            #expect(try await running.admin.get("/livez").status == 200)
        }
    }

    private static func settings(redis: RedisServer, places: Int = 1) throws -> NodeConfiguration {
        var settings = NodeConfiguration.with(\.maximumLives, places)
        settings.redis = try RedisAddress(parsing: redis.url)
        // The lives of this suite are offers that nobody connects to.
        settings.live.connectTimeout = .seconds(3_600)
        return settings
    }
}
