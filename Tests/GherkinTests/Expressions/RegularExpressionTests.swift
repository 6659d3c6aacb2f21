import Testing

@testable import Gherkin

@Suite("Regular expressions of steps")
struct RegularExpressionTests {
    private struct Expectation: Decodable {
        let expression: String
        let text: String
        let arguments: [YAMLScalar]?

        enum CodingKeys: String, CodingKey {
            case expression
            case text
            case arguments = "expected_args"
        }
    }

    @Test(
        "a text gives the arguments of the official suite",
        .enabled(if: ConformanceCase.has("cucumber-expressions/regular-expression")),
        arguments: ConformanceCase.files(in: "cucumber-expressions/regular-expression/matching"))
    func conforms(to conformanceCase: ConformanceCase) throws {
        let expectation: Expectation = try conformanceCase.decoded()
        #expect(try values(expectation.expression, expectation.text) == expectation.arguments)
    }

    private func values(_ expression: String, _ text: String) throws -> [YAMLScalar]? {
        try RegularExpression(expression).match(text)?.map(YAMLScalar.init)
    }

    @Test("a group with the regexp of a parameter type is of that type, any other is a string")
    func transforms() throws {
        #expect(try values(#"(\d\d)"#, "22") == [.string("22")])
        #expect(try values("(.*)", "22") == [.string("22")])
        #expect(try values(#"(-?\d+)"#, "-22") == [.int(-22)])
        #expect(try values(#"(\d+)"#, "22") == [.int(22)])
        #expect(try values(#""([^"]*)""#, #""""#) == [.string("")])
    }

    @Test("a part of the text is enough without anchors")
    func unanchored() throws {
        #expect(try values("live", "un live démarre") == [])
        #expect(try values("hello", "world") == nil)
    }

    @Test("a group that takes no part has no value")
    func optionalGroups() throws {
        #expect(try values("^le live( privé)? démarre$", "le live démarre") == [.null])
        #expect(try values("^a (b )?c (d )?e (f )?g$", "a b c e f g") == [.string("b "), .null, .string("f ")])
        #expect(try values(#"^un créateur( nommé "([^"]*)")?$"#, "un créateur") == [.null])
        #expect(try values(#"^un créateur( nommé "([^"]*)")?$"#, #"un créateur nommé "Léa""#) == [.string("Léa")])
        #expect(try values(#"^(pré |post )?achat(?: de (\d+))?$"#, "achat de 33") == [.null, .int(33)])
    }

    @Test("groups that do not capture give no arguments")
    func nonCapturing() throws {
        let expression =
            #"(\S+) ?(can|cannot)? (?:delete|cancel) the (\d+)(?:st|nd|rd|th) (attachment|slide) ?(?:upload)?"#
        #expect(
            try values(expression, "I can cancel the 1st slide upload")
                == [.string("I"), .string("can"), .int(1), .string("slide")])
    }

    @Test("several parameter types for one group are ambiguous, and expressions are proposed")
    func ambiguous() throws {
        var registry = ParameterTypeRegistry()
        for name in ["person", "place"] {
            try registry.define(ParameterType(name, regexp: "[A-Z][a-z]+") { $0[0] ?? "" })
        }
        let expression = try RegularExpression("^([A-Z][a-z]+) dort$", registry: registry)
        #expect(try expression.match("rien") == nil)
        let error = #expect(throws: ExpressionError.self) { try expression.match("Paris dort") }
        #expect(error?.code == .ambiguousParameterType)
        #expect(
            error?.message == """
                Your Regular Expression /^([A-Z][a-z]+) dort$/
                matches multiple parameter types with regexp /[A-Z][a-z]+/:
                   {person}
                   {place}

                I couldn't decide which one to use. You have two options:

                1) Use a Cucumber Expression instead of a Regular Expression. Try one of these:
                   {person} dort
                   {place} dort

                2) Make one of the parameter types preferential and continue to use a Regular Expression.
                """)
    }

    @Test("a preferential parameter type wins")
    func preferential() throws {
        var registry = ParameterTypeRegistry()
        try registry.define(ParameterType("person", regexp: "[A-Z]+") { _ in "person" })
        try registry.define(ParameterType("place", regexp: "[A-Z]+", preferForRegexpMatch: true) { _ in "place" })
        let argument = try RegularExpression("([A-Z]+)", registry: registry).match("LEA")?.first
        #expect(argument?.parameterType.name == "place")
        #expect(try argument?.value() as? String == "place")
    }

    @Test("an error points into the regular expression")
    func invalid() {
        let error = #expect(throws: ExpressionError.self) { try RegularExpression("^un (live$") }
        #expect(
            error?.message == """
                This regular expression has a problem at column 5:

                ^un (live$
                    ^
                Missing ')'
                """)
    }

    @Test("a pattern with anchors or slashes is a regular expression, any other a cucumber expression")
    func kinds() throws {
        let isRegular = { (pattern: String) throws -> Bool in
            if case .regular = try StepExpression(pattern) { return true }
            return false
        }
        #expect(try isRegular("^un live"))
        #expect(try isRegular("un live$"))
        #expect(try isRegular("/un live/"))
        #expect(try !isRegular("un live"))
        #expect(try StepExpression("/un (live)/").source == "un (live)")
    }
}
