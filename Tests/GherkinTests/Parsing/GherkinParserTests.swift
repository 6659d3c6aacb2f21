import Gherkin
import Testing

@Suite("the parser")
struct GherkinParserTests {
    @Test("a step carries a table and a text block, in either order")
    func tableAndDocString() throws {
        let text = """
            Feature: f
              Scenario: s
                Given table first
                  | a |
                  \"\"\"
                  text
                  \"\"\"
                Given text first
                  ```json
                  {}
                  ```
                  | a |
                  | b |
            """
        let steps = try #require(try ParsedText(text).scenarios.first).steps
        #expect(steps.map { $0.dataTable?.rows.count } == [1, 2])
        #expect(steps.map { $0.docString?.content } == ["text", "{}"])
        #expect(steps.last?.docString?.mediaType == "json")
        #expect(steps.last?.docString?.delimiter == "```")
    }

    @Test("a second table after a table and a text block is an error")
    func thirdArgument() {
        let text = "Feature: f\nScenario: s\nGiven x\n|a|\n\"\"\"\n\"\"\"\n|b|\n"
        let errors = ParsedText.errors(in: text)
        #expect(errors.map(\.location) == [Location(line: 7, column: 1)])
        #expect(errors.first?.message.hasPrefix("(7:1): expected: #EOF, #StepLine, #TagLine") == true)
    }

    @Test("lines end with CR LF as well, and the carriage return is no part of any text")
    func carriageReturns() throws {
        let parsed = try ParsedText(
            "Feature: f\r\n  d\r\n\r\nScenario: s\r\n# c\r\nGiven x\r\n\"\"\"\r\n l\r\n\"\"\"\r\n")
        #expect(parsed.document.feature?.name == "f")
        #expect(parsed.document.feature?.description == "  d")
        #expect(parsed.document.comments.map(\.text) == ["# c"])
        #expect(parsed.scenarios.first?.steps.first?.text == "x")
        #expect(parsed.scenarios.first?.steps.first?.docString?.content == " l")
    }

    @Test("columns are code points: an emoji is one, a letter and its accent apart are two")
    func columns() throws {
        let parsed = try ParsedText("Feature: f\nScenario: s\nGiven x\n| 😀 | e\u{301} | z |\n")
        let cells = try #require(parsed.scenarios.first?.steps.first?.dataTable?.rows.first?.cells)
        #expect(cells.map(\.value) == ["😀", "e\u{301}", "z"])
        #expect(cells.map(\.location.column) == [3, 7, 12])
    }

    @Test("no-break spaces around a text are trimmed")
    func noBreakSpaces() throws {
        let parsed = try ParsedText("\u{A0}Feature:\u{202F}f\u{3000}\n")
        #expect(parsed.document.feature?.name == "f")
        #expect(parsed.document.feature?.location == Location(line: 1, column: 2))
    }

    @Test("escapes of a cell: a bar, a line feed, a backslash; another backslash stays")
    func escapes() throws {
        let parsed = try ParsedText(#"Feature: f\#nScenario: s\#nGiven x\#n| \| | a\nb | \\ | \d |"#)
        let cells = try #require(parsed.scenarios.first?.steps.first?.dataTable?.rows.first?.cells)
        #expect(cells.map(\.value) == ["|", "a\nb", "\\", "\\d"])
    }

    @Test("tags belong to the examples, the scenario or the rule that follows them")
    func tags() throws {
        let text = """
            @f
            Feature: f
              @s
              # comment
              @s2 @s3 # comment
              Scenario Outline: s
                Given <a>
                @e
                Examples:
                  | a |
                  | 1 |
              @r
              Rule: r
                Scenario: t
                  Given x
            """
        let parsed = try ParsedText(text)
        #expect(parsed.pickles.map { $0.tags.map(\.name) } == [["@f", "@s", "@s2", "@s3", "@e"], ["@f", "@r"]])
    }

    @Test("the delimiter of the other kind is text inside a text block, and the escaped delimiter is unescaped")
    func delimiters() throws {
        let text = "Feature: f\nScenario: s\nGiven x\n  \"\"\"\n  ```\n \\\"\\\"\\\"\n  \"\"\"\n"
        #expect(try ParsedText(text).scenarios.first?.steps.first?.docString?.content == "```\n\"\"\"")
    }

    @Test("a byte order mark is an unexpected character of the first word for the official parsers")
    func byteOrderMark() {
        #expect(ParsedText.errors(in: "\u{FEFF}Feature: f\n").count == 1)
    }

    @Test("bytes that are no UTF-8 become replacement characters")
    func invalidBytes() throws {
        var ids = IDCounter()
        let document = try GherkinParser().parse(Array("Feature: ".utf8) + [0xFF, 0x41], ids: &ids)
        #expect(document.feature?.name == "\u{FFFD}A")
    }

    @Test("the eleventh error ends the reading")
    func tooManyErrors() {
        let text = (1...30).map { "line \($0)\n" }.joined()
        #expect(ParsedText.errors(in: text).count == 11)
    }

    @Test("a file of nothing but comments has no feature and keeps its comments")
    func noFeature() throws {
        let parsed = try ParsedText("# one\n\n  # two\n")
        #expect(parsed.document.feature == nil)
        #expect(parsed.document.comments.map(\.text) == ["# one", "  # two"])
        #expect(parsed.pickles.isEmpty)
    }

    @Test("ids go on from one file to the next")
    func idsGoOn() throws {
        var events = GherkinEvents(.pickles)
        var ids: [String] = []
        for _ in 0..<2 {
            events.read(Array("Feature: f\nScenario: s\nGiven x\n".utf8), uri: "f", mediaType: .plain) { event in
                if case .pickle(let pickle) = event {
                    ids.append(pickle.id)
                }
            }
        }
        #expect(ids == ["3", "7"])
    }
}
