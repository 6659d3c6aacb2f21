import Gherkin
import Testing

@Suite("the pickle compiler")
struct PickleCompilerTests {
    @Test("the steps of both backgrounds come first, and `and` has the kind of the step before it")
    func backgrounds() throws {
        let text = """
            Feature: f
              Background:
                Given one
              Rule: r
                Background:
                  And two
                Scenario: s
                  When three
                  * four
                  And five
            """
        let steps = try #require(try ParsedText(text).pickles.first).steps
        #expect(steps.map(\.text) == ["one", "two", "three", "four", "five"])
        #expect(steps.map(\.type) == [.context, .context, .action, .unknown, .unknown])
    }

    @Test("a scenario without steps has none of the background's either")
    func noSteps() throws {
        let pickles = try ParsedText("Feature: f\nBackground:\nGiven x\nScenario: s\n").pickles
        #expect(pickles.map(\.steps.count) == [0])
    }

    @Test(
        "parameters are replaced in names, steps, tables, text blocks and media types; a value is taken word for word")
    func parameters() throws {
        let text = """
            Feature: f
              Scenario Outline: <a> and <b.*>
                Given <a>
                  | <b.*> |
                  \"\"\"<a>
                  <unknown> <b.*>
                  \"\"\"
                Examples:
                  | a      | b.* |
                  | $1 \\\\1 | é\u{301} |
            """
        let pickle = try #require(try ParsedText(text).pickles.first)
        #expect(pickle.name == "$1 \\1 and é\u{301}")
        let step = try #require(pickle.steps.first)
        #expect(step.text == "$1 \\1")
        #expect(step.argument?.dataTable?.rows.first?.cells.first?.value == "é\u{301}")
        #expect(step.argument?.docString?.content == "<unknown> é\u{301}")
        #expect(step.argument?.docString?.mediaType == "$1 \\1")
        #expect(step.argument?.dataTable?.argumentIndex == 1)
        #expect(step.argument?.docString?.argumentIndex == 2)
    }

    @Test("a parameter is found where an accent follows it")
    func parameterBeforeAccent() throws {
        let text = "Feature: f\nScenario Outline: s\nGiven <a>\u{301}x\nExamples:\n|a|\n|e|\n"
        #expect(
            try ParsedText(text).pickles.first?.steps.first?.text.unicodeScalars.elementsEqual(
                "e\u{301}x".unicodeScalars) == true)
    }

    @Test("a parameter of a background is left as it is")
    func parameterInBackground() throws {
        let text = "Feature: f\nBackground:\nGiven <a>\nScenario Outline: s\nGiven <a>\nExamples:\n|a|\n|1|\n"
        let pickle = try #require(try ParsedText(text).pickles.first)
        #expect(pickle.steps.map(\.text) == ["<a>", "1"])
        #expect(pickle.steps.map(\.astNodeIds.count) == [1, 2])
    }

    @Test("examples without a table make no pickle, and an outline's pickle is where its row is")
    func emptyExamples() throws {
        let text = "Feature: f\nScenario Outline: s\nGiven <a>\nExamples: none\nExamples: some\n|a|\n  |1|\n|2|\n"
        let pickles = try ParsedText(text).pickles
        #expect(pickles.map(\.location) == [Location(line: 7, column: 3), Location(line: 8, column: 1)])
    }
}
