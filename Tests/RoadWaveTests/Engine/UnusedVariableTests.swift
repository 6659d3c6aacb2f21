import RoadWave
import Testing

@Suite("Variables without effect")
struct UnusedVariableTests {
    @Test("settings, the project's own tools and other programs' variables are not reported")
    func used() {
        let names = NodeConfiguration.Key.allCases.map(\.rawValue) + ["ROADWAVE_SERVER", "ROADWAVE_CACHE", "PATH"]
        #expect(UnusedVariable.among(names) == [])
    }

    @Test(
        "a misspelt setting stops the start, with the one that was meant",
        arguments: [
            ("ROADWAVE_SEGMENT_SECOND", NodeConfiguration.Key.segmentSeconds), ("ROADWAVE_RENDITION", .renditions),
            ("ROADWAVE_MAXLIVES", .maximumLives), ("ROADWAVE_HTPP", .http), ("ROADWAVE_data", .data),
            ("ROADWAVE_REDIS", .redisURL),
        ])
    func misspelt(name: String, key: NodeConfiguration.Key) throws {
        let found = UnusedVariable.among([name])
        #expect(found.map(\.reason) == [.misspelt(key)])
        #expect(found.first?.stopsStart == true)
        #expect(found.first?.description.contains("did you mean \(key.rawValue)?") == true)
    }

    @Test(
        "a name that looks like no setting is reported without a guess, and stops nothing",
        arguments: [
            "ROADWAVE_WHATEVER", "ROADWAVE_", "ROADWAVE_\(String(repeating: "A", count: 10_000))",
            "ROADWAVE_SERVICE_HOST", "ROADWAVE_SERVICE_PORT", "ROADWAVE_PORT", "ROADWAVE_PORT_8080_TCP_ADDR",
            "ROADWAVE_REDIS_SERVICE_HOST", "ROADWAVE_REDIS_PORT", "ROADWAVE_REDIS_PORT_6379_TCP",
        ])
    func unknown(name: String) {
        let found = UnusedVariable.among([name])
        #expect(found.map(\.reason) == [.unknown])
        #expect(found.first?.stopsStart == false)
    }

    @Test("they come in alphabetical order")
    func order() {
        #expect(UnusedVariable.among(["ROADWAVE_B", "ROADWAVE_A"]).map(\.name) == ["ROADWAVE_A", "ROADWAVE_B"])
    }
}
