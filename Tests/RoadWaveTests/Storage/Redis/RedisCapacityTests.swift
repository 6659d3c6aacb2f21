import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Places in Redis", .timeLimit(.minutes(5)))
struct RedisCapacityTests {
    @Test("an admission is one script, and asks for no time between two renewals")
    func roundTrips() async throws {
        try await RunningRedis.with { server async throws in
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            func calls(_ command: String) async throws -> Int {
                let text = try #require(try await client.send(RedisCommand("INFO", "commandstats")).text)
                let counted = text.firstMatch(of: try Regex("cmdstat_\(command):calls=([0-9]+)"))
                return try counted.map { try #require(Int($0.output[1].substring ?? "")) } ?? 0
            }
            let capacity = RedisCapacity(
                client: RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }, policy: .places(2),
                time: .server, logger: .silent)
            // The scripts are known from here on, and the difference of the clocks.
            for live in [LiveID(), LiveID()] { _ = try await capacity.ask(.standard("\(live)"), live: live, at: 0) }
            try await capacity.renew([], now: .at(0))
            let before = (scripts: try await calls("evalsha"), times: try await calls("time"))
            let running = [LiveID(): UserID(token: "b")]
            let request = SlotRequest(live: LiveID(), creator: .standard("a"))
            _ = try await capacity.acquire(request, renewing: running, now: .at(1))
            #expect(try await calls("evalsha") == before.scripts + 1)
            #expect(try await calls("time") == before.times)
        }
    }

    @Test("lives that a node of an earlier version released do not count for their creator")
    func staleHolder() async throws {
        try await RunningRedis.with { server async throws in
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            let capacity = RedisCapacity(client: client, policy: .places(2), time: .node, logger: .silent)
            let live = LiveID()
            #expect(try await capacity.ask(.standard("a"), live: live, at: 0) == .granted)
            _ = try await client.send(RedisCommand("ZREM", "{capacity}:slots", live.description))
            #expect(try await capacity.ask(.standard("a"), at: 1) == .granted)
            #expect(try await client.send(RedisCommand("ZCARD", "{capacity}:holders")).int == 1)
            #expect(try await client.send(RedisCommand("HLEN", "{capacity}:creators")).int == 1)
        }
    }
}
