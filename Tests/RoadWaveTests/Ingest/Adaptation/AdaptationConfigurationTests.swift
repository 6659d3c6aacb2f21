import Configuration
import RoadWave
import Testing

@Suite("Configuration of the adaptation")
struct AdaptationConfigurationTests {
    private func read(_ variables: [String: String]) throws -> NodeConfiguration {
        try NodeConfiguration(
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables)))
    }

    @Test("without any variable the specification's values hold")
    func defaults() throws {
        let configuration = try read([:])
        #expect(configuration.live.adaptation == AdaptationConfiguration())
        #expect(configuration.live.adaptation.fullBitrate == 48_000)
        #expect(configuration.live.adaptation.reducedBitrate == 32_000)
        #expect(configuration.eventKeepAlive == .seconds(15))
        #expect(configuration.lostLivesKept == .seconds(86_400))
    }

    @Test("each variable sets its value")
    func variables() throws {
        let configuration = try read([
            "ROADWAVE_FULL_BITRATE_BPS": "64000", "ROADWAVE_REDUCED_BITRATE_BPS": "24000",
            "ROADWAVE_REDUCTION_LOSS_PERCENT": "7.5", "ROADWAVE_REDUCTION_ROUND_TRIP_MS": "500",
            "ROADWAVE_REDUCTION_JITTER_MS": "80", "ROADWAVE_REDUCTION_SECONDS": "3",
            "ROADWAVE_RECOVERY_PERCENT": "50", "ROADWAVE_RECOVERY_SECONDS": "15", "ROADWAVE_BITRATE_DWELL_SECONDS": "6",
            "ROADWAVE_UNSTABLE_LOSS_PERCENT": "30", "ROADWAVE_UNSTABLE_ROUND_TRIP_MS": "2000",
            "ROADWAVE_UNSTABLE_JITTER_MS": "250", "ROADWAVE_WARNING_SECONDS": "4",
            "ROADWAVE_WARNING_INTERVAL_SECONDS": "45", "ROADWAVE_EVENT_KEEP_ALIVE_SECONDS": "5",
            "ROADWAVE_LOST_LIVES_HOURS": "1.5",
        ])
        var expected = AdaptationConfiguration()
        expected.fullBitrate = 64_000
        expected.reducedBitrate = 24_000
        expected.reduction = ConnectionLimits(loss: 0.075, roundTrip: .milliseconds(500), jitter: .milliseconds(80))
        expected.reductionDelay = .seconds(3)
        expected.recoveryShare = 0.5
        expected.recoveryDelay = .seconds(15)
        expected.dwell = .seconds(6)
        expected.instability = ConnectionLimits(loss: 0.3, roundTrip: .seconds(2), jitter: .milliseconds(250))
        expected.warningDelay = .seconds(4)
        expected.warningInterval = .seconds(45)
        #expect(configuration.live.adaptation == expected)
        #expect(configuration.eventKeepAlive == .seconds(5))
        #expect(configuration.lostLivesKept == .seconds(5_400))
    }

    @Test(
        "a wrong value is refused with its key and the value",
        arguments: [
            ("ROADWAVE_FULL_BITRATE_BPS", "48k"), ("ROADWAVE_REDUCED_BITRATE_BPS", "5999"),
            ("ROADWAVE_REDUCTION_LOSS_PERCENT", "101"), ("ROADWAVE_REDUCTION_LOSS_PERCENT", "nan"),
            ("ROADWAVE_REDUCTION_JITTER_MS", "0"), ("ROADWAVE_RECOVERY_SECONDS", "-1"),
            ("ROADWAVE_EVENT_KEEP_ALIVE_SECONDS", "0"), ("ROADWAVE_LOST_LIVES_HOURS", "9000"),
        ])
    func wrongValue(key: String, value: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try read([key: value]) }
        #expect(error.key.rawValue == key)
        #expect(error.value == value)
    }

    @Test("a reduced bitrate over the full one is refused")
    func order() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try read(["ROADWAVE_REDUCED_BITRATE_BPS": "64000"])
        }
        #expect(error.key == .reducedBitrate)
    }
}
