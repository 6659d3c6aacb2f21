import Foundation
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// A node that counts its listeners in Redis, as other programs see it there.
@Suite("Audiences in Redis", .timeLimit(.minutes(5)))
struct SharedAudienceTests {
    @Test("the integers and the heartbeats are where other programs look for them")
    func keys() async throws {
        try await RunningRedis.with { server in
            let clock = TurnedClock()
            try await RunningTestNode.with(try Self.settings(server), clock: clock) { running in
                clock.advance(by: .seconds(15))
                let live = try await running.openLive()
                let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
                func integer(_ name: String) async throws -> String? {
                    try await client.send(RedisCommand("GET", "live:\(live):\(name)")).text
                }
                try await until { try await integer("reports") == "0" }
                let listener = try #require(try await running.join(live).json("listener_id"))
                _ = try await running.listen("POST", live, "/likes")
                #expect(try await integer("listeners") == "1")
                #expect(try await integer("likes") == "1")
                func lastBeat() async throws -> Int? {
                    try await client.send(RedisCommand("ZSCORE", "live:\(live):heartbeats", listener)).text.flatMap {
                        Int($0)
                    }
                }
                let before = try #require(try await lastBeat())
                clock.advance(by: .seconds(10))
                _ = try await running.listen("POST", live, "/listeners/\(listener)/heartbeat")
                #expect(try await lastBeat() == before + 10_000)
                _ = try await running.client.delete("/whip/\(live)", token: "createur")
                try await until { try await integer("listeners") == "0" }
                #expect(try await client.send(RedisCommand("ZCARD", "live:\(live):heartbeats")).int == 0)
            }
        }
    }

    @Test("a live that was lost with its node has no listeners once the node is back, and keeps its likes")
    func lostLive() async throws {
        let directory = try TemporaryDirectory()
        try await RunningRedis.with { server in
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            let journal = try JournalFiles(dataDirectory: directory.path)
            let live = try Live.noted()
            try await journal.write(JournalEntry(running: live))
            // What the dead node left.
            let store = RedisAudience(client: client, configuration: AudienceConfiguration(), time: .server)
            try await store.open(live.id, now: .now)
            _ = try await store.join(ListenerID(), of: UserID(token: "ada"), to: live.id, now: .now)
            _ = try await store.react(.like, of: UserID(token: "ada"), in: live.id, now: .now)
            let settings = try Self.settings(server)
            try await RunningTestNode.with(settings, in: URL(filePath: directory.path)) { running in
                try await until { try await running.counts(of: live.id.description) == [0, 1, 0] }
                let answer = try await running.join(live.id.description)
                #expect(try answer.json("detail") == "Le live est terminé suite à un problème technique")
            }
        }
        withExtendedLifetime(directory) {}
    }

    @Test("without Redis nobody is counted, the live is told as it was, and all counts again once it is back")
    func loss() async throws {
        let directory = try TemporaryDirectory()
        let server = try await RedisServer.start(in: directory.path)
        let clock = TurnedClock()
        try await RunningTestNode.with(try Self.settings(server), clock: clock) { running in
            clock.advance(by: .seconds(15))
            let live = try await running.openLive()
            let listener = try #require(try await running.join(live).json("listener_id"))
            #expect(try await running.counts(of: live) == [1, 0, 0])
            await server.stop()
            let refused = try await running.join(live)
            #expect(refused.status == 503)
            #expect(try refused.json("code") == "audience_unavailable")
            #expect(refused["Retry-After"] == "5")
            #expect(try await running.counts(of: live) == [1, 0, 0])
            #expect(try #require(try await running.metric("roadwave_audience_failures_total")) > 0)

            let empty = try await RedisServer.start(in: directory.path)
            // The wait between two attempts is over.
            clock.advance(by: .seconds(5))
            // It has forgotten its listeners, who then join anew.
            try await until {
                try await running.listen("POST", live, "/listeners/\(listener)/heartbeat").status == 404
            }
            #expect(try await running.join(live).status == 201)
            try await until { try await running.counts(of: live) == [1, 0, 0] }
            await empty.stop()
        }
        withExtendedLifetime(directory) {}
    }

    @Test("after a loss of Redis, likes and reports are restored, no vote counts twice, and listeners come back")
    func emptied() async throws {
        try await RunningRedis.with { server in
            let clock = TurnedClock()
            try await RunningTestNode.with(try Self.settings(server), clock: clock) { running in
                clock.advance(by: .seconds(15))
                let live = try await running.openLive()
                let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
                let listener = try #require(try await running.join(live).json("listener_id"))
                for token in ["ada", "bob"] {
                    #expect(try await running.listen("POST", live, "/likes", token: token).status == 204)
                }
                let report = #"{"category":"spam"}"#
                #expect(try await running.listen("POST", live, "/reports", token: "ada", body: report).status == 204)
                _ = try await client.send(RedisCommand("FLUSHALL"))
                // The page is told to join again, and does.
                let beat = try await running.listen("POST", live, "/listeners/\(listener)/heartbeat")
                #expect(beat.status == 404)
                #expect(try beat.json("code") == "listener_not_found")
                #expect(try await running.join(live).status == 201)
                for token in ["ada", "bob", "cleo"] {
                    #expect(try await running.listen("POST", live, "/likes", token: token).status == 204)
                }
                #expect(try await running.listen("POST", live, "/reports", token: "ada", body: report).status == 204)
                #expect(try await running.counts(of: live) == [1, 3, 1])
                #expect(try await client.send(RedisCommand("GET", "live:\(live):likes")).text == "3")
                // Redis has names of voters, and no identities.
                let voters = try await client.send(RedisCommand("SMEMBERS", "live:\(live):likers"))
                guard case .array(let names) = voters else {
                    Issue.record("\(voters)")
                    return
                }
                #expect(names.count == 3)
                #expect(names.allSatisfy { $0.text.flatMap { Voter($0) } != nil })
            }
        }
    }

    private static func settings(_ redis: RedisServer) throws -> NodeConfiguration {
        var settings = NodeConfiguration.single
        settings.redis = try RedisAddress(parsing: redis.url)
        // The lives of this suite are offers that nobody connects to.
        settings.live.connectTimeout = .seconds(3_600)
        return settings
    }
}
