import Gherkin
import Testing

@Suite("Gherkin in Markdown")
struct MarkdownTests {
    @Test("headings, bullets, indented tables and tags between back ticks are Gherkin, all else is prose")
    func everything() throws {
        let text = """
            `@one` `@two`
            # Feature: radio

            Some prose, even with a `code`.

            ### Scenario: live
            Prose again.
            + Given a table
              | a | b |
              |---|:-:|
              | 1 | 2 |
            - When a block
              ````json
              ```
              ````
            """
        let parsed = try ParsedText(text, mediaType: .markdown)
        #expect(parsed.document.feature?.tags.map(\.name) == ["@one", "@two"])
        let steps = try #require(parsed.scenarios.first).steps
        #expect(steps.map(\.text) == ["a table", "a block"])
        #expect(steps.first?.dataTable?.rows.map { $0.cells.map(\.value) } == [["a", "b"], ["1", "2"]])
        #expect(steps.last?.docString?.content == "```")
    }

    @Test("the first line is the feature's, whatever it says; it has then no keyword in the message")
    func freeFirstLine() throws {
        let parsed = try ParsedText("Une radio\n## Scenario: s\n* Given x\n", mediaType: .markdown)
        let feature = try #require(parsed.document.feature)
        #expect(feature.name == "Une radio")
        var writer = JSONWriter()
        writer.value(feature)
        #expect(!writer.text.hasPrefix(#"{"location":{"line":1,"column":1},"tags":[],"language":"en","keyword""#))
    }

    @Test("a star is a bullet, not a keyword")
    func star() throws {
        let parsed = try ParsedText("# Feature: f\n## Scenario: s\n* anything\n* Given x\n", mediaType: .markdown)
        #expect(parsed.scenarios.first?.steps.map(\.keyword) == ["Given "])
    }
}
