/// The parser of cucumber expressions.
///
///     expression  := ( alternation | optional | parameter | text )*
///     alternation := (?<=left-boundary) alternative* ( '/' alternative* )+ (?=right-boundary)
///     left-boundary  := white space | } | ^
///     right-boundary := white space | { | $
///     alternative := optional | parameter | text
///     optional    := '(' ( optional | parameter | text )* ')'
///     parameter   := '{' name* '}'
///
/// The grammar lets optionals nest; that they must not is for the expression to say.
struct ExpressionParser {
    /// No expression that can be compiled nests at all: this only keeps hostile input from growing a tree so deep that
    /// freeing it would exhaust the stack.
    static let maximumDepth = 100

    private let expression: String
    private let tokens: [ExpressionToken]
    private var position = 1
    /// Tokens before this one are known to hold no alternation: a run of text is scanned for `/` once, not once a token.
    private var withoutAlternation = 0

    static func parse(_ expression: String) throws(ExpressionError) -> ExpressionNode {
        var parser = try ExpressionParser(expression)
        return try parser.parseExpression()
    }

    private init(_ expression: String) throws(ExpressionError) {
        self.expression = expression
        tokens = try ExpressionTokenizer.tokenize(expression)
    }

    private var token: ExpressionToken { tokens[position] }

    private mutating func parseExpression() throws(ExpressionError) -> ExpressionNode {
        var nodes: [ExpressionNode] = []
        while token.kind != .endOfLine {
            if let alternation = try parseAlternation() {
                nodes.append(alternation)
            } else {
                nodes.append(try parsePart())
            }
        }
        return ExpressionNode(.expression, start: 0, end: token.end, nodes: nodes)
    }

    /// An optional, a parameter, or text.
    private mutating func parsePart() throws(ExpressionError) -> ExpressionNode {
        switch token.kind {
        case .beginOptional: return try parseOptional()
        case .beginParameter: return try parseParameter()
        case .alternation:
            throw .pointing(
                at: token.start, to: token.end, in: expression,
                problem: "An alternation can not be used inside an optional",
                solution: """
                    If you did not mean to use an alternation you can use '\\/' to escape the '/'. \
                    Otherwise rephrase your expression or consider using a regular expression instead.
                    """)
        case .text, .whiteSpace, .endOptional, .endParameter, .startOfLine, .endOfLine:
            defer { position += 1 }
            return ExpressionNode(text: token)
        }
    }

    private mutating func parseParameter() throws(ExpressionError) -> ExpressionNode {
        let opening = token
        var names: [ExpressionNode] = []
        position += 1
        while true {
            switch token.kind {
            case .text, .whiteSpace:
                names.append(ExpressionNode(text: token))
            case .endParameter:
                defer { position += 1 }
                return ExpressionNode(.parameter, start: opening.start, end: token.end, nodes: names)
            case .endOfLine:
                throw missingEnd(of: opening, "}", purpose: "a parameter")
            case .beginOptional, .endOptional, .beginParameter, .alternation, .startOfLine:
                throw .pointing(
                    at: token.start, to: token.end, in: expression,
                    problem: #"Parameter names may not contain '{', '}', '(', ')', '\' or '/'"#,
                    solution: "Did you mean to use a regular expression?")
            }
            position += 1
        }
    }

    /// Reads an optional with a stack of its own: nesting costs no call stack.
    private mutating func parseOptional() throws(ExpressionError) -> ExpressionNode {
        var open: [(opening: ExpressionToken, nodes: [ExpressionNode])] = []
        while true {
            switch token.kind {
            case .beginOptional:
                guard open.count < Self.maximumDepth else {
                    throw .pointing(
                        at: token.start, to: token.end, in: expression,
                        problem: "Optionals are nested more than \(Self.maximumDepth) deep",
                        solution: "An optional may not contain an other optional")
                }
                open.append((token, []))
                position += 1
            case .endOptional:
                guard let (opening, nodes) = open.popLast() else { return try parsePart() }
                let optional = ExpressionNode(.optional, start: opening.start, end: token.end, nodes: nodes)
                position += 1
                if open.isEmpty { return optional }
                open[open.count - 1].nodes.append(optional)
            case .endOfLine:
                throw missingEnd(of: open.last?.opening ?? token, ")", purpose: "optional text")
            case .text, .whiteSpace, .beginParameter, .endParameter, .alternation, .startOfLine:
                open[open.count - 1].nodes.append(try parsePart())
            }
        }
    }

    private func missingEnd(of opening: ExpressionToken, _ end: String, purpose: String) -> ExpressionError {
        .pointing(
            at: opening.start, to: opening.end, in: expression,
            problem: "The '\(opening.text)' does not have a matching '\(end)'",
            solution: """
                If you did not intend to use \(purpose) you can use '\\\(opening.text)' to escape the \(purpose)
                """)
    }

    /// An alternation that begins here, or nil when the text up to the right boundary has no `/`.
    private mutating func parseAlternation() throws(ExpressionError) -> ExpressionNode? {
        guard position >= withoutAlternation, isLeftBoundary(tokens[position - 1].kind) else { return nil }
        let first = position
        let start = token.start
        var alternatives: [ExpressionNode] = []
        var nodes: [ExpressionNode] = []
        var alternativeStart = start
        while !isRightBoundary(token.kind) {
            if token.kind == .alternation {
                alternatives.append(
                    ExpressionNode(.alternative, start: alternativeStart, end: token.start, nodes: nodes))
                nodes = []
                alternativeStart = token.end
                position += 1
            } else {
                nodes.append(try parsePart())
            }
        }
        guard !alternatives.isEmpty else {
            withoutAlternation = position
            position = first
            return nil
        }
        alternatives.append(ExpressionNode(.alternative, start: alternativeStart, end: token.start, nodes: nodes))
        return ExpressionNode(.alternation, start: start, end: token.start, nodes: alternatives)
    }

    private func isLeftBoundary(_ kind: ExpressionToken.Kind) -> Bool {
        kind == .startOfLine || kind == .whiteSpace || kind == .endParameter
    }

    private func isRightBoundary(_ kind: ExpressionToken.Kind) -> Bool {
        kind == .endOfLine || kind == .whiteSpace || kind == .beginParameter
    }
}
