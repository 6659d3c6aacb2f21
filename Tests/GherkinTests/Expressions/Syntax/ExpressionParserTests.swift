import Testing

@testable import Gherkin

@Suite("The syntax tree of cucumber expressions")
struct ExpressionParserTests {
    private struct Expectation: Decodable {
        struct Node: Decodable, Equatable {
            let type: String
            let start: Int
            let end: Int
            let token: String?
            let nodes: [Node]?

            init(_ node: ExpressionNode) {
                type = node.kind.rawValue
                start = node.start
                end = node.end
                token = node.kind == .text ? node.token : nil
                nodes = node.kind == .text ? nil : node.nodes.map(Node.init)
            }
        }

        let expression: String
        let tree: Node?
        let exception: String?

        enum CodingKeys: String, CodingKey {
            case expression
            case tree = "expected_ast"
            case exception
        }
    }

    @Test(
        "the tree is that of the official suite",
        .enabled(if: ConformanceCase.has("cucumber-expressions")),
        arguments: ConformanceCase.files(in: "cucumber-expressions/cucumber-expression/parser"))
    func conforms(to conformanceCase: ConformanceCase) throws {
        let expectation: Expectation = try conformanceCase.decoded()
        do {
            let tree = try ExpressionParser.parse(expectation.expression)
            #expect(Expectation.Node(tree) == expectation.tree)
        } catch {
            #expect(error.message == expectation.exception)
        }
    }

    private func kinds(_ expression: String) throws -> [ExpressionNode.Kind] {
        try ExpressionParser.parse(expression).nodes.map(\.kind)
    }

    @Test("closing parentheses and braces alone are text")
    func looseEnds() throws {
        #expect(try kinds(")}") == [.text, .text])
    }

    @Test("a brace that nothing closes is pointed at")
    func openBrace() {
        let error = #expect(throws: ExpressionError.self) { try ExpressionParser.parse("le live {string") }
        #expect(
            error?.message == #"""
                This Cucumber Expression has a problem at column 9:

                le live {string
                        ^
                The '{' does not have a matching '}'.
                If you did not intend to use a parameter you can use '\{' to escape the a parameter
                """#)
    }

    @Test("of nested parentheses the innermost that nothing closes is pointed at")
    func innermostParenthesis() {
        let error = #expect(throws: ExpressionError.self) { try ExpressionParser.parse("((a) (b") }
        #expect(error?.message.contains("column 6:") == true)
    }

    @Test("an alternation ends where a parameter begins")
    func alternationBeforeParameter() throws {
        #expect(try kinds("a/b{int}") == [.alternation, .parameter])
    }

    @Test("an alternation may follow a parameter, but not other text with a parameter within")
    func alternationAfterParameter() throws {
        #expect(try kinds("{int}a/b c") == [.parameter, .alternation, .text, .text])
    }

    @Test("white space around a slash is a boundary, even escaped text is not")
    func escapedWhiteSpace() throws {
        #expect(try kinds(#"a\ b/c"#) == [.alternation])
        #expect(try kinds("a b/c") == [.text, .text, .alternation])
    }

    @Test("a slash after a parenthesis that no alternation holds is refused")
    func slashInOptional() {
        let error = #expect(throws: ExpressionError.self) { try ExpressionParser.parse("(a/b)") }
        #expect(error?.message.contains("An alternation can not be used inside an optional.") == true)
    }

    @Test("parentheses nested beyond any use are refused")
    func deepNesting() {
        let depth = ExpressionParser.maximumDepth + 1
        let expression = String(repeating: "(", count: depth) + String(repeating: ")", count: depth)
        let error = #expect(throws: ExpressionError.self) { try ExpressionParser.parse(expression) }
        #expect(error?.message.contains("nested more than 100 deep") == true)
    }
}
