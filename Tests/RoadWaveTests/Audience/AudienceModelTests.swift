import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

/// Calls at random: Redis answers what the ledger answers, and its integers are always the sizes of its sets.
@Suite("Audiences, at random", .timeLimit(.minutes(5)))
struct AudienceModelTests {
    @Test("the scripts in Redis do what the ledger does", arguments: [1, 2, 3] as [UInt64])
    func redis(seed: UInt64) async throws {
        var configuration = AudienceConfiguration.small
        configuration.retention = .seconds(200)
        configuration.maximumListeners = 2
        try await RunningRedis.with { server in
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            let redis = RedisAudience(client: client, configuration: configuration, time: .node)
            var ledger = AudienceLedger(configuration: configuration)
            var calls = RandomAudience(seed: seed)
            var joins = (present: 0, replacing: 0, refused: 0)
            for step in 0..<1_000 {
                let call = calls.next()
                let expected = call.made(on: &ledger)
                let found = try await call.made(on: redis)
                try #require(found == expected, "step \(step): \(call)")
                for live in calls.lives {
                    let keys = AudienceScripts.keys(of: live)
                    let sizes = try await client.send([
                        RedisCommand("ZCARD", keys[3]), RedisCommand("HLEN", keys[4]), RedisCommand("HLEN", keys[5]),
                        RedisCommand("SCARD", keys[6]), RedisCommand("SCARD", keys[7]),
                    ]).compactMap(\.int)
                    let figures = try await redis.figures(of: [live], now: call.date)[live]
                    try #require(figures == ledger.figures(of: live, now: call.date), "step \(step): \(call)")
                    let counts = figures?.counts ?? .none
                    let listeners = counts.listeners
                    try #require(
                        sizes == [listeners, listeners, listeners, counts.likes, counts.reports],
                        "step \(step): \(call)")
                }
                switch expected {
                case .join(.present): joins.present += 1
                case .join(.joined(replacing: .some)): joins.replacing += 1
                case .join(.full): joins.refused += 1
                default: break
                }
                calls.learn(call, expected)
            }
            // The calls are such that all of it happens.
            #expect(calls.isVaried)
            #expect(joins.present > 5)
            #expect(joins.replacing > 0)
            #expect(joins.refused > 0)
        }
    }
}
