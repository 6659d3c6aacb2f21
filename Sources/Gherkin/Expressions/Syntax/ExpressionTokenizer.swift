/// Cuts a cucumber expression into tokens, in one pass.
enum ExpressionTokenizer {
    static func tokenize(_ expression: String) throws(ExpressionError) -> [ExpressionToken] {
        var tokens = [ExpressionToken(kind: .startOfLine, text: "", start: 0, end: 0)]
        var kind = ExpressionToken.Kind.startOfLine
        var text = String.UnicodeScalarView()
        var start = 0
        var position = 0
        var isEscaped = false

        for scalar in expression.unicodeScalars {
            defer { position += 1 }
            if scalar == "\\" && !isEscaped {
                isEscaped = true
                continue
            }
            if isEscaped && !canBeEscaped(scalar) {
                throw .pointing(
                    at: position, to: position + 1, in: expression,
                    problem: #"Only the characters '{', '}', '(', ')', '\', '/' and whitespace can be escaped"#,
                    solution: #"If you did mean to use an '\' you can use '\\' to escape it"#)
            }
            let next = isEscaped ? .text : ExpressionToken.Kind(scalar)
            let scalarStart = isEscaped ? position - 1 : position
            if next != kind || !next.runsOn {
                if !text.isEmpty {
                    tokens.append(ExpressionToken(kind: kind, text: String(text), start: start, end: scalarStart))
                }
                kind = next
                text = .init()
                start = scalarStart
            }
            text.append(scalar)
            isEscaped = false
        }
        if isEscaped {
            throw .pointing(
                at: position - 1, to: position, in: expression, problem: "The end of line can not be escaped",
                solution: #"You can use '\\' to escape the '\'"#)
        }
        if !text.isEmpty {
            tokens.append(ExpressionToken(kind: kind, text: String(text), start: start, end: position))
        }
        tokens.append(ExpressionToken(kind: .endOfLine, text: "", start: position, end: position))
        return tokens
    }

    private static func canBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\\" || ExpressionToken.Kind(scalar) != .text
    }
}
