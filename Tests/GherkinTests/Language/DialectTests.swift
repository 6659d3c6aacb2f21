import Foundation
import Gherkin
import Testing

@Suite("the languages")
struct DialectTests {
    @Test("all keywords are those of the official list, byte by byte", .enabled(if: ConformanceSuite.isPresent))
    func officialList() throws {
        let data = try Data(ConformanceSuite.bytes("gherkin-languages.json"))
        let official = try JSONDecoder().decode([String: OfficialDialect].self, from: data)
        #expect(Set(Dialect.all.map(\.code)) == Set(official.keys))
        for (code, expected) in official {
            let dialect = try #require(Dialect.named(code))
            #expect(dialect.name == expected.name)
            #expect(dialect.native == expected.native)
            let lists: [([String], [String])] = [
                (dialect.feature, expected.feature), (dialect.rule, expected.rule),
                (dialect.background, expected.background), (dialect.scenario, expected.scenario),
                (dialect.scenarioOutline, expected.scenarioOutline), (dialect.examples, expected.examples),
                (dialect.given, expected.given), (dialect.when, expected.when), (dialect.then, expected.then),
                (dialect.and, expected.and), (dialect.but, expected.but),
            ]
            for (ours, theirs) in lists {
                // As bytes: `String` takes the two spellings of an accented letter for the same.
                #expect(ours.map { Array($0.utf8) } == theirs.map { Array($0.utf8) }, "\(code)")
            }
        }
    }

    @Test("there are 80 languages, each with a code of its own")
    func codesAreUnique() {
        #expect(Dialect.all.count == 80)
        #expect(Set(Dialect.all.map(\.code)).count == 80)
    }

    @Test("every keyword of every language begins its kind of line")
    func everyKeywordParses() throws {
        for dialect in Dialect.all {
            for feature in dialect.feature {
                let steps = dialect.given + dialect.when + dialect.then + dialect.and + dialect.but
                let text = """
                    # language: \(dialect.code)
                    \(feature): f
                    \(dialect.scenario.map { "\($0): s\n\(steps.map { $0 + "x\n" }.joined())" }.joined())
                    """
                var ids = IDCounter()
                let document = try GherkinParser().parse(Array(text.utf8), ids: &ids)
                let scenarios = try #require(document.feature).children
                #expect(scenarios.count == dialect.scenario.count, "\(dialect.code)")
                for case .scenario(let scenario) in scenarios {
                    #expect(scenario.steps.map(\.keyword) == steps, "\(dialect.code)")
                }
            }
        }
    }

    private struct OfficialDialect: Decodable {
        var name: String
        var native: String
        var feature: [String]
        var rule: [String]
        var background: [String]
        var scenario: [String]
        var scenarioOutline: [String]
        var examples: [String]
        var given: [String]
        var when: [String]
        var then: [String]
        var and: [String]
        var but: [String]
    }
}
