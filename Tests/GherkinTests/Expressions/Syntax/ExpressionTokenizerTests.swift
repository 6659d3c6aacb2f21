import Testing

@testable import Gherkin

@Suite("The tokens of cucumber expressions")
struct ExpressionTokenizerTests {
    private struct Expectation: Decodable {
        struct Token: Decodable, Equatable {
            let type: String
            let start: Int
            let end: Int
            let text: String
        }

        let expression: String
        let tokens: [Token]?
        let exception: String?

        enum CodingKeys: String, CodingKey {
            case expression
            case tokens = "expected_tokens"
            case exception
        }
    }

    @Test(
        "the tokens are those of the official suite",
        .enabled(if: ConformanceCase.has("cucumber-expressions")),
        arguments: ConformanceCase.files(in: "cucumber-expressions/cucumber-expression/tokenizer"))
    func conforms(to conformanceCase: ConformanceCase) throws {
        let expectation: Expectation = try conformanceCase.decoded()
        do {
            let tokens = try ExpressionTokenizer.tokenize(expectation.expression).map {
                Expectation.Token(type: $0.kind.rawValue, start: $0.start, end: $0.end, text: $0.text)
            }
            #expect(tokens == expectation.tokens)
        } catch {
            #expect(error.message == expectation.exception)
        }
    }

    @Test("an empty expression has a start and an end")
    func emptyExpression() throws {
        #expect(try ExpressionTokenizer.tokenize("").map(\.kind) == [.startOfLine, .endOfLine])
    }

    @Test("an emoji takes one column")
    func countsScalars() throws {
        let tokens = try ExpressionTokenizer.tokenize("😀 {int}")
        #expect(tokens.map(\.start) == [0, 0, 1, 2, 3, 6, 7])
    }

    @Test("a run of white space is one token, two braces are two")
    func runs() throws {
        let tokens = try ExpressionTokenizer.tokenize("a \t b}}")
        #expect(tokens.map(\.text) == ["", "a", " \t ", "b", "}", "}", ""])
    }

    @Test("only characters with a meaning can be escaped")
    func illegalEscape() {
        #expect(
            throws: ExpressionError(
                code: .invalidExpression, expression: #"un \live"#,
                message: #"""
                    This Cucumber Expression has a problem at column 5:

                    un \live
                        ^
                    Only the characters '{', '}', '(', ')', '\', '/' and whitespace can be escaped.
                    If you did mean to use an '\' you can use '\\' to escape it
                    """#)
        ) { try ExpressionTokenizer.tokenize(#"un \live"#) }
    }

    @Test("a backslash cannot end an expression")
    func escapedEnd() {
        #expect(
            throws: ExpressionError(
                code: .invalidExpression, expression: #"un live\"#,
                message: #"""
                    This Cucumber Expression has a problem at column 8:

                    un live\
                           ^
                    The end of line can not be escaped.
                    You can use '\\' to escape the '\'
                    """#)
        ) { try ExpressionTokenizer.tokenize(#"un live\"#) }
    }
}
