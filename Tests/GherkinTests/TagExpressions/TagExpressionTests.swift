import Foundation
import Testing

@testable import Gherkin

@Suite("Tag expressions")
struct TagExpressionTests {
    private struct Parsing: Decodable {
        let expression: String
        let formatted: String
    }

    private struct Evaluation: Decodable {
        struct Case: Decodable {
            let variables: [String]
            let result: Bool
        }

        let expression: String
        let tests: [Case]
    }

    private struct Refusal: Decodable {
        let expression: String
        let error: String
    }

    private static func cases<Case: Decodable>(_ name: String) throws -> [Case] {
        let file = ConformanceCase.directory.appendingPathComponent("tag-expressions/\(name)")
        return try ConformanceCase(name: name, yaml: String(contentsOf: file, encoding: .utf8)).decoded()
    }

    @Test("expressions are read as in the official suite", .enabled(if: ConformanceCase.has("tag-expressions")))
    func parsesAsOfficial() throws {
        for expected: Parsing in try Self.cases("parsing.yml") {
            let expression = try TagExpression(expected.expression)
            #expect(expression.description == expected.formatted)
            #expect(try TagExpression(expected.formatted).postfix == expression.postfix)
        }
    }

    @Test("expressions are true as in the official suite", .enabled(if: ConformanceCase.has("tag-expressions")))
    func evaluatesAsOfficial() throws {
        for expected: Evaluation in try Self.cases("evaluations.yml") {
            let expression = try TagExpression(expected.expression)
            for test in expected.tests {
                #expect(expression.evaluate(test.variables) == test.result, "\(expected.expression) \(test.variables)")
            }
        }
    }

    @Test("errors are those of the official suite", .enabled(if: ConformanceCase.has("tag-expressions")))
    func refusesAsOfficial() throws {
        for expected: Refusal in try Self.cases("errors.yml") {
            let error = #expect(throws: TagExpressionError.self) { try TagExpression(expected.expression) }
            #expect(error?.description == expected.error)
        }
    }

    private func formatted(_ expression: String) throws -> String {
        try TagExpression(expression).description
    }

    @Test("not binds tighter than and, and tighter than or; equals group from the left")
    func precedence() throws {
        #expect(try formatted("a or b and not c") == "( a or ( b and not ( c ) ) )")
        #expect(try formatted("a or b or c") == "( ( a or b ) or c )")
        #expect(try formatted("not not a") == "not ( not ( a ) )")
        #expect(try formatted("a and (b or c)") == "( a and ( b or c ) )")
    }

    @Test("any white space separates, none is needed beside a parenthesis")
    func whiteSpace() throws {
        #expect(try formatted("\ta\u{A0}or\n(b)and(c) ") == "( a or ( b and c ) )")
    }

    @Test("an escaped parenthesis alone is a tag")
    func escapedParenthesis() throws {
        #expect(try TagExpression(#"\("#).evaluate(["("]))
        #expect(try formatted(#"\( or \)"#) == #"( \( or \) )"#)
    }

    @Test("a tag with an accent is the same in both of its spellings")
    func accents() throws {
        #expect(try TagExpression("@réseau").evaluate(["@re\u{301}seau"]))
    }

    @Test(
        "what misses is told apart",
        arguments: [
            ("()", .expectedOperand), ("(", .unmatchedOpeningParenthesis), (")", .expectedOperand),
            ("a and (", .unmatchedOpeningParenthesis), ("( a and", .expectedOperand), ("a (b)", .expectedOperator),
            ("a not b", .expectedOperator), ("a)", .unmatchedClosingParenthesis), ("or", .expectedOperand),
            (#"a or \é"#, .illegalEscape("é")),
        ] as [(String, TagExpressionError.Problem)])
    func problems(_ expression: String, _ problem: TagExpressionError.Problem) {
        #expect(throws: TagExpressionError(problem: problem, expression: expression)) { try TagExpression(expression) }
    }

    @Test("deep and long expressions cost no call stack", .timeLimit(.minutes(5)))
    func deepExpressions() throws {
        let depth = 100_000
        let nested = String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
        #expect(try TagExpression(nested).evaluate(["a"]))
        let negated = try TagExpression(String(repeating: "not ", count: depth) + "a")
        #expect(negated.evaluate(["a"]))
        #expect(negated.description.utf8.count == depth * "not (  )".utf8.count + 1)
        let long = try TagExpression("a" + String(repeating: " and a", count: depth))
        #expect(long.evaluate(["a"]))
        #expect(!long.evaluate(["b"]))
    }
}
