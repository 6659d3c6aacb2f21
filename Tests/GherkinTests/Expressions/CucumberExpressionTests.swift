import Testing

@testable import Gherkin

@Suite("Cucumber expressions")
struct CucumberExpressionTests {
    private struct Expectation: Decodable {
        let expression: String
        let text: String?
        let arguments: [YAMLScalar]?
        let exception: String?

        enum CodingKeys: String, CodingKey {
            case expression
            case text
            case arguments = "expected_args"
            case exception
        }
    }

    @Test(
        "a text gives the arguments, or the error, of the official suite",
        .enabled(if: ConformanceCase.has("cucumber-expressions")),
        arguments: ConformanceCase.files(in: "cucumber-expressions/cucumber-expression/matching"))
    func conforms(to conformanceCase: ConformanceCase) throws {
        let expectation: Expectation = try conformanceCase.decoded()
        do {
            let arguments = try CucumberExpression(expectation.expression).match(expectation.text ?? "")
            #expect(expectation.exception == nil)
            #expect(try arguments?.map(YAMLScalar.init) == expectation.arguments)
        } catch let error as ExpressionError {
            #expect(error.message == expectation.exception)
        }
    }

    private struct Transformation: Decodable {
        let expression: String
        let regexp: String

        enum CodingKeys: String, CodingKey {
            case expression
            case regexp = "expected_regex"
        }
    }

    @Test(
        "an expression stands for the regular expression of the official suite",
        .enabled(if: ConformanceCase.has("cucumber-expressions")),
        arguments: ConformanceCase.files(in: "cucumber-expressions/cucumber-expression/transformation"))
    func transforms(_ conformanceCase: ConformanceCase) throws {
        let expectation: Transformation = try conformanceCase.decoded()
        #expect(try CucumberExpression(expectation.expression).regexp == expectation.regexp)
    }

    private func values(_ expression: String, _ text: String) throws -> [YAMLScalar]? {
        try CucumberExpression(expression).match(text)?.map(YAMLScalar.init)
    }

    @Test("the whole text must match")
    func wholeText() throws {
        #expect(try values("un live", "un live démarre") == nil)
        #expect(try values("un live", "dans un live") == nil)
    }

    @Test(
        "these texts are floats",
        arguments: [
            ("1", 1), ("-1", -1), ("1.1", 1.1), ("-1.1", -1.1), (".1", 0.1), ("-.1", -0.1), ("-.10000001", -0.10000001),
            ("1E1", 10), (".1E1", 1), ("-.1E-1", -0.01), ("-.1E+2", -10), ("-.10E2", -10), ("0", 0), ("+1", 1),
        ] as [(String, Double)])
    func floats(_ text: String, _ value: Double) throws {
        #expect(try values("{float}", text) == [.double(value)])
        #expect(try values("{double}", text) == [.double(value)])
    }

    @Test(
        "these texts are no floats",
        arguments: [
            "", ".", ",", "-", "E", "1,", ",1", "1.", "1,000", "1,000,0", "1,000.1", "1,0.1", "E1", "1e1", "1 500",
        ])
    func noFloats(_ text: String) throws {
        #expect(try values("{float}", text) == nil)
    }

    @Test("an integer has no decimals and no lone sign")
    func integers() throws {
        #expect(try values("{int}", "-42") == [.int(-42)])
        #expect(try values("{int}", "-") == nil)
        #expect(try values("{int}", "1.22") == nil)
        #expect(try values("{int}", "+1") == nil)
        #expect(try values("{short}", "32767") == [.int(32767)])
    }

    @Test("big numbers keep all their digits")
    func bigNumbers() throws {
        let digits = "3141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117"
        #expect(try values("{biginteger}", digits) == [.string(digits)])
        #expect(try values("{bigdecimal}", "3.\(digits)") == [.string("3.\(digits)")])
    }

    @Test("a number that its type cannot hold matches, and has no value")
    func overflow() throws {
        let argument = try #require(try CucumberExpression("{byte}").match("128")?.first)
        #expect(throws: ArgumentError(text: "128", parameterType: "byte", reason: "it is not between -128 and 127")) {
            try argument.value()
        }
    }

    @Test("empty quotes give an empty string")
    func emptyStrings() throws {
        #expect(try values("{string} {string}", #""" ''"#) == [.string(""), .string("")])
    }

    @Test("quotes of the other kind are part of a string")
    func mixedQuotes() throws {
        #expect(try values("{string}", #""l'ami""#) == [.string("l'ami")])
    }

    @Test("a group keeps the text, its place in scalars, and the groups within")
    func groups() throws {
        let argument = try #require(try CucumberExpression("😀 dit {string}").match(#"😀 dit "a\"b""#)?.first)
        #expect(
            argument.group
                == CaptureGroup(
                    value: #""a\"b""#, start: 6, end: 12,
                    children: [
                        CaptureGroup(
                            value: #"a\"b"#, start: 7, end: 11,
                            children: [CaptureGroup(value: #"\"b"#, start: 8, end: 11)]),
                        CaptureGroup(
                            value: nil, start: nil, end: nil, children: [.init(value: nil, start: nil, end: nil)]),
                    ]))
        #expect(try argument.value() as? String == #"a"b"#)
    }

    @Test("optional text may be absent, alternative text may not")
    func optionalAndAlternative() throws {
        #expect(try values("{int} live(s) en cours/direct", "1 live en cours") == [.int(1)])
        #expect(try values("{int} live(s) en cours/direct", "2 lives en direct") == [.int(2)])
        #expect(try values("{int} live(s) en cours/direct", "2 lives en") == nil)
    }

    @Test("an optional without text is refused")
    func emptyOptional() {
        let error = #expect(throws: ExpressionError.self) { try CucumberExpression("three () mice") }
        #expect(
            error?.message == #"""
                This Cucumber Expression has a problem at column 7:

                three () mice
                      ^^
                An optional must contain some text.
                If you did not mean to use an optional you can use '\(' to escape the '('
                """#)
    }

    @Test("an unknown parameter type is named in the error")
    func undefinedParameterType() {
        let error = #expect(throws: ExpressionError.self) { try CucumberExpression("un {aeroport} ferme") }
        #expect(error?.code == .undefinedParameterType(name: "aeroport"))
        #expect(error?.expression == "un {aeroport} ferme")
    }

    @Test("an escaped parenthesis, brace or slash stands for itself")
    func escapes() throws {
        #expect(try values(#"\(Opus {int} kbps)"#, "(Opus 48 kbps)") == [.int(48)])
        #expect(try values(#"\{int} 1\/2 \\"#, #"{int} 1/2 \"#) == [])
    }

    @Test("an accent is written one way in the official flavour")
    func officialIsExact() throws {
        #expect(try values("l'été", "l\u{2019}été") == nil)
        #expect(try values("l'été", "l'e\u{301}te\u{301}") == nil)
    }

    @Test("long texts and expressions take linear time", .timeLimit(.minutes(5)))
    func linearTime() throws {
        let quotes = String(repeating: #"\""#, count: 20_000)
        #expect(try values("{string}", "\"\(quotes)") == nil)
        #expect(try values("{float}", String(repeating: "1", count: 20_000) + "x") == nil)
        #expect(try values(String(repeating: "}", count: 10_000), "x") == nil)
        #expect(try values(String(repeating: "(a)", count: 2_000) + "b", String(repeating: "a", count: 1_000)) == nil)
    }
}
