import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("The data about users in Redis", .timeLimit(.minutes(2)))
struct RedisPersonalKeysTests {
    private let ada = UserID(token: "ada")
    private let bob = UserID(token: "bob")

    private func withKeys(_ body: (RedisClient, RedisPersonalKeys) async throws -> Void) async throws {
        try await RunningRedis.with { server in
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            try await body(client, RedisPersonalKeys(client: client))
        }
    }

    /// Two listeners of a live who like it, as earlier versions kept voters; one of them waits for a place, too.
    private func fill(_ client: RedisClient, _ live: LiveID) async throws {
        var commands: [RedisCommand] = [RedisCommand("SET", "live:\(live):listeners", "2")]
        for (user, listener) in [(ada, ListenerID()), (bob, ListenerID())] {
            commands += [
                RedisCommand("ZADD", "live:\(live):heartbeats", "1", "\(listener)"),
                RedisCommand("HSET", "live:\(live):listenings", "\(listener)", "\(user) 1"),
                RedisCommand("HSET", "live:\(live):users", "\(user)", "\(listener)"),
                RedisCommand("SADD", "live:\(live):likers", "\(user)"),
            ]
        }
        commands += [
            RedisCommand("ZADD", "{capacity}:queue", "1", "\(ada)"),
            RedisCommand("HSET", "{capacity}:tickets", "\(ada)", "ticket"),
        ]
        for reply in try await client.send(commands) {
            if case .error(let text) = reply { Issue.record("\(text)") }
        }
    }

    @Test("every kind of key is searched, and no data of other users is found")
    func found() async throws {
        try await withKeys { client, keys in
            let live = LiveID()
            try await fill(client, live)
            let entries = try await keys.entries(about: ada)
            #expect(
                Set(entries.keys) == [
                    "live:\(live):listenings", "live:\(live):users", "live:\(live):likers", "{capacity}:queue",
                    "{capacity}:tickets",
                ])
            #expect(!"\(entries)".contains("\(bob)"))
            #expect(try await keys.entries(about: UserID(token: "eve")).isEmpty)
        }
    }

    @Test("an erased user leaves the queue; the keys of a live are reported, and left to the audience")
    func erased() async throws {
        try await withKeys { client, keys in
            let live = LiveID()
            try await fill(client, live)
            let left: Set = ["live:\(live):listenings", "live:\(live):users", "live:\(live):likers"]
            let named = try await keys.erase(ada, except: [])
            #expect(Set(named) == left)
            let found = try await keys.entries(about: ada)
            #expect(Set(found.keys) == left)
            #expect(try await keys.entries(about: bob).count == 3)
        }
    }

    @Test("a creator on air is reported: the slot of the live stays")
    func onAir() async throws {
        try await withKeys { client, keys in
            _ = try await client.send(RedisCommand("HSET", "{capacity}:creators", "\(LiveID())", "\(ada)"))
            #expect(try await keys.erase(ada, except: []) == ["{capacity}:creators"])
        }
    }

    @Test("nodes forget a live that is over, unless it is still closed, or not written as over yet")
    func lives() async throws {
        try await withKeys { client, keys in
            let (over, running, closing, unwritten) = (LiveID(), LiveID(), LiveID(), LiveID())
            for live in [over, running, closing, unwritten] {
                _ = try await client.send(RedisCommand("HSET", "{nodes}:lives", "\(live)", "by \(ada)"))
            }
            for live in [over, closing, unwritten] {
                _ = try await client.send(RedisCommand("ZADD", "{nodes}:over", "1", "\(live)"))
            }
            for live in [running, closing] {
                _ = try await client.send(RedisCommand("HSET", "{nodes}:owners", "\(live)", "\(NodeID())"))
            }
            #expect(Set(try await keys.erase(ada, except: [unwritten])) == ["{nodes}:lives"])
            let left = try await keys.entries(about: ada)["{nodes}:lives"] ?? []
            #expect(left.count == 3 && !left.contains { $0.hasPrefix("\(over)") })
        }
    }
}
