import Configuration
import RoadWave
import Testing

@Suite("Settings of retention")
struct RetentionSettingsTests {
    private func read(_ variables: [String: String]) throws(ConfigurationError) -> NodeConfiguration {
        try NodeConfiguration(
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables)))
    }

    @Test("without any variable the specification's values hold")
    func defaults() throws {
        let replay = try read([:]).replay
        #expect(replay.recordingKept == .seconds(604_800))
        #expect(replay.liveMediaKept == .seconds(86_400))
        #expect(replay.sweepPeriod == .seconds(86_400))
    }

    @Test("each variable sets its value")
    func variables() throws {
        let replay = try read([
            "ROADWAVE_RECORDING_KEPT_SECONDS": "315360000", "ROADWAVE_LIVE_MEDIA_KEPT_SECONDS": "60",
            "ROADWAVE_SWEEP_SECONDS": "1",
        ]).replay
        #expect(replay.recordingKept == .seconds(315_360_000))
        #expect(replay.liveMediaKept == .seconds(60))
        #expect(replay.sweepPeriod == .seconds(1))
    }

    @Test(
        "a period that would delete too much, or never anything, is refused",
        arguments: [
            ("ROADWAVE_RECORDING_KEPT_SECONDS", "59"), ("ROADWAVE_RECORDING_KEPT_SECONDS", "315360001"),
            ("ROADWAVE_LIVE_MEDIA_KEPT_SECONDS", "0"), ("ROADWAVE_LIVE_MEDIA_KEPT_SECONDS", "31536001"),
            ("ROADWAVE_SWEEP_SECONDS", "0.5"), ("ROADWAVE_SWEEP_SECONDS", "604801"),
        ])
    func refused(_ name: String, _ value: String) {
        let error = #expect(throws: ConfigurationError.self) { _ = try read([name: value]) }
        #expect(error?.description.contains(name) == true)
    }
}
