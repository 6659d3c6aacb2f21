import Configuration
import Testing

@testable import RoadWave

@Suite("Settings of access")
struct RateLimitSettingsTests {
    private func read(_ variables: [String: String]) throws -> NodeConfiguration {
        try NodeConfiguration(
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables)))
    }

    @Test("what is not set is left to whether there are keys")
    func defaults() throws {
        let configuration = try read([:])
        #expect(configuration.rateLimits == nil)
        #expect(configuration.tokenPolicy == TokenPolicy())
        #expect(configuration.trustedProxies.isEmpty)
        #expect(configuration.maximumConnections == nil)
    }

    @Test("each limit is set by itself; the others are those of a radio with keys, or none without")
    func limits() throws {
        let without = try #require(try read(["ROADWAVE_RATE_JOIN": "5/50"]).rateLimits)
        #expect(without[.join] == .init(user: 5, network: 50))
        #expect(without[.publish] == .none)
        let with = try #require(
            try read(["ROADWAVE_RATE_READ": "off/9", "ROADWAVE_JWT_KEYS": "/keys.json"]).rateLimits)
        #expect(with[.read] == .init(user: nil, network: 9))
        #expect(with[.publish] == RateLimits.standard[.publish])
    }

    @Test(
        "a limit that cannot be read stops the start with the name of its setting",
        arguments: ["", "5", "5/", "/5", "0/5", "5/0", "5/5/5", "-1/5", "five/5", "off", "5/1000001"])
    func refused(text: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try read(["ROADWAVE_RATE_BEAT": text]) }
        #expect(error?.description.contains("ROADWAVE_RATE_BEAT") == true)
        #expect(error?.description.contains("60/600") == true)
    }

    @Test("issuer, audience, proxies and connections are read")
    func others() throws {
        let configuration = try read([
            "ROADWAVE_JWT_ISSUER": "https://comptes.example", "ROADWAVE_JWT_AUDIENCE": "radio",
            "ROADWAVE_TRUSTED_PROXY": "127.0.0.1,10.0.0.0/8", "ROADWAVE_MAX_CONNECTIONS": "500",
            "ROADWAVE_MAX_CONNECTIONS_PER_ADDRESS": "20", "ROADWAVE_MAX_STREAMS_PER_ADDRESS": "7",
            "ROADWAVE_MAX_STREAMS_PER_TOKEN": "3", "ROADWAVE_JWT_MAX_HOURS": "24",
        ])
        #expect(
            configuration.tokenPolicy
                == TokenPolicy(
                    issuer: "https://comptes.example", audience: "radio", longestValidity: .seconds(86_400)))
        #expect(configuration.trustedProxies.map(\.description) == ["127.0.0.1/32", "10.0.0.0/8"])
        #expect(configuration.maximumConnections == 500)
        #expect(configuration.connectionsPerAddress == 20)
        #expect(configuration.streamsPerAddress == 7)
        #expect(configuration.streamsPerToken == 3)
        #expect(throws: ConfigurationError.self) { try read(["ROADWAVE_TRUSTED_PROXY": "10.0.0.1/8"]) }
        #expect(throws: ConfigurationError.self) { try read(["ROADWAVE_MAX_CONNECTIONS": "1"]) }
        #expect(throws: ConfigurationError.self) { try read(["ROADWAVE_MAX_STREAMS_PER_TOKEN": "0"]) }
        #expect(throws: ConfigurationError.self) { try read(["ROADWAVE_JWT_MAX_HOURS": "0"]) }
    }

    @Test("with keys, one address has a quarter of the connections and of the streams at most; without, all")
    func ofOneAddress() throws {
        var configuration = NodeConfiguration()
        configuration.maximumConnections = 90
        for (verifies, connections, streams, own) in [(true, 22, 10, 16), (false, nil, nil, nil)] {
            let limits = try HTTPConnectionLimits(configuration, verifiesTokens: verifies)
            #expect(limits.perNetwork == connections)
            let events = EventStreamLimits(limits, configuration, verifiesTokens: verifies)
            #expect(events.total == 40)
            #expect(events.perNetwork == streams)
            #expect(events.perUser == own)
        }
    }
}
