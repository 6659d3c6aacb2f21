import Testing

@testable import RoadWave

@Suite("The secret of voters' names")
struct VoterSecretTests {
    private let log = LogLines()

    @Test(
        "without it, a node whose votes are on a server is warned about",
        arguments: [(true, false), (false, true), (true, true)])
    func missing(hasPostgres: Bool, hasRedis: Bool) throws {
        AudienceKeeper.warn(about: try settings(postgres: hasPostgres, redis: hasRedis), log.logger)
        #expect(log.all.count == 1)
        #expect(log.all.first?.hasPrefix("warning ") == true)
        #expect(log.all.first?.contains("ROADWAVE_VOTER_SECRET") == true)
    }

    @Test("a node that keeps its votes to itself needs none, and with it no node is warned about")
    func present() throws {
        AudienceKeeper.warn(about: try settings(postgres: false, redis: false), log.logger)
        var secret = try settings(postgres: true, redis: true)
        secret.audience.voterSecret = "s3cret"
        AudienceKeeper.warn(about: secret, log.logger)
        #expect(log.all == [])
    }

    private func settings(postgres: Bool, redis: Bool) throws -> NodeConfiguration {
        var settings = NodeConfiguration()
        if postgres { settings.postgres = PostgresAddress(parsing: "postgres://u@127.0.0.1:1/d") }
        if redis { settings.redis = try RedisAddress(parsing: "redis://127.0.0.1:1") }
        return settings
    }
}
