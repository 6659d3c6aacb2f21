import Configuration
import RoadWave
import Testing

@Suite("Configuration of audiences")
struct AudienceConfigurationTests {
    private func read(_ variables: [String: String]) throws -> AudienceConfiguration {
        try NodeConfiguration(
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables))
        ).audience
    }

    @Test("without any variable the specification's periods hold")
    func defaults() throws {
        let configuration = try read([:])
        #expect(configuration.heartbeat == .seconds(10))
        #expect(configuration.expiry == .seconds(30))
        #expect(configuration.counterPeriod == .seconds(2))
        #expect(configuration.recordPeriod == .seconds(60))
        #expect(configuration.voterSecret == nil)
    }

    @Test("each variable sets its period")
    func variables() throws {
        let configuration = try read([
            "ROADWAVE_HEARTBEAT_SECONDS": "0.5", "ROADWAVE_LISTENER_EXPIRY_SECONDS": "1.5",
            "ROADWAVE_COUNTERS_SECONDS": "0.2", "ROADWAVE_COUNTERS_RECORD_SECONDS": "5",
            "ROADWAVE_VOTER_SECRET": "s3cret",
        ])
        #expect(configuration.heartbeat == .milliseconds(500))
        #expect(configuration.expiry == .milliseconds(1_500))
        #expect(configuration.counterPeriod == .milliseconds(200))
        #expect(configuration.recordPeriod == .seconds(5))
        #expect(configuration.voterSecret == "s3cret")
    }

    @Test("an expiry that the first late heartbeat would exceed is refused")
    func shortExpiry() {
        let error = #expect(throws: ConfigurationError.self) { try read(["ROADWAVE_LISTENER_EXPIRY_SECONDS": "19"]) }
        #expect(error?.key == .listenerExpirySeconds)
    }

    @Test(
        "a wrong value is refused with its key",
        arguments: [
            "ROADWAVE_HEARTBEAT_SECONDS", "ROADWAVE_LISTENER_EXPIRY_SECONDS", "ROADWAVE_COUNTERS_SECONDS",
            "ROADWAVE_COUNTERS_RECORD_SECONDS",
        ])
    func wrongValue(key: String) {
        for value in ["0", "-1", "x", "nan"] {
            let error = #expect(throws: ConfigurationError.self) { try read([key: value]) }
            #expect(error?.key.rawValue == key)
        }
    }
}
