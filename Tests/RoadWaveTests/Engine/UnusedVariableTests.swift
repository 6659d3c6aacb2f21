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
        "a misspelt setting is reported with the one that was meant",
        arguments: [
            ("ROADWAVE_SEGMENT_SECOND", NodeConfiguration.Key.segmentSeconds), ("ROADWAVE_RENDITION", .renditions),
            ("ROADWAVE_MAXLIVES", .maximumLives), ("ROADWAVE_HTPP", .http), ("ROADWAVE_data", .data),
        ])
    func misspelt(name: String, key: NodeConfiguration.Key) throws {
        let found = UnusedVariable.among([name])
        #expect(found.map(\.reason) == [.unknown(nearest: key)])
        #expect(found.first?.description.contains("did you mean \(key.rawValue)?") == true)
    }

    @Test(
        "a name that looks like no setting is reported without a guess",
        arguments: ["ROADWAVE_WHATEVER", "ROADWAVE_", "ROADWAVE_\(String(repeating: "A", count: 10_000))"])
    func unknown(name: String) {
        #expect(UnusedVariable.among([name]).map(\.reason) == [.unknown(nearest: nil)])
    }

    @Test(
        "a setting of a service that is not there yet is said to be that",
        arguments: ["ROADWAVE_POSTGRES_URL", "ROADWAVE_S3_SECONDARY_BUCKET", "ROADWAVE_JWT_KEYS"])
    func notYet(name: String) {
        #expect(UnusedVariable.among([name]).map(\.reason) == [.notYet])
    }

    @Test("they come in alphabetical order")
    func order() {
        #expect(UnusedVariable.among(["ROADWAVE_B", "ROADWAVE_A"]).map(\.name) == ["ROADWAVE_A", "ROADWAVE_B"])
    }
}
