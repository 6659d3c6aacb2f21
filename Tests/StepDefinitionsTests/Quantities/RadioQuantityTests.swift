import Gherkin
import StepDefinitions
import Testing

@Suite("quantities of radio")
struct RadioQuantityTests {
    private func match(_ expression: String, _ text: String) throws -> MatchedArgument? {
        try CucumberExpression(expression, registry: .radio).match(text)?.first
    }

    @Test(
        "bit rates",
        arguments: [
            ("48 kbps", 48_000), ("60 kbit/s", 60_000), ("1,5 Mbit/s", 1_500_000), ("1.5 Mbps", 1_500_000),
            ("1 200 bits/s", 1200), ("256kb/s", 256_000),
        ])
    func bitRates(_ text: String, _ expected: Int) throws {
        let argument = try #require(try match(#"\(Opus {debit})"#, "(Opus \(text))"))
        #expect(try BitRate(argument) == BitRate(bitsPerSecond: expected))
    }

    @Test("levels", arguments: ["-14 LUFS", "\u{2212}14 LUFS", "-14,0 LUFS", "-14.0\u{A0}LUFS"])
    func levels(_ text: String) throws {
        let argument = try #require(try match("{niveau}", text))
        #expect(try Loudness(argument) == Loudness(lufs: -14))
    }

    @Test("a peak is no loudness, a number without its unit is no bit rate")
    func others() throws {
        #expect(try match("{niveau}", "-1,5 dBTP") == nil)
        #expect(BitRate(french: "48") == nil)
    }

    @Test("the parameter types of radio are the French ones and these two")
    func names() {
        let french = ParameterTypeRegistry.french.parameterTypes.map(\.name)
        #expect(ParameterTypeRegistry.radio.parameterTypes.map(\.name) == french + ["debit", "niveau"])
    }
}
