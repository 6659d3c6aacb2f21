/// Why a tag expression does not parse, in the words of the official library (tag-expressions 11).
public struct TagExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Hashable, Sendable {
        /// A tag, `not` or `(` where only `and`, `or` or `)` can stand.
        case expectedOperator
        /// The end, `and`, `or` or `)` where a tag must stand.
        case expectedOperand
        /// A `(` that nothing closes.
        case unmatchedOpeningParenthesis
        /// A `)` that closes nothing.
        case unmatchedClosingParenthesis
        /// A backslash before a character that needs none.
        case illegalEscape(Character)
    }

    /// What is wrong.
    public let problem: Problem
    /// The whole expression.
    public let expression: String

    /// One line with the expression and what is wrong.
    public var description: String {
        let reason =
            switch problem {
            case .expectedOperator: "Expected operator"
            case .expectedOperand: "Expected operand"
            case .unmatchedOpeningParenthesis: "Unmatched ("
            case .unmatchedClosingParenthesis: "Unmatched )"
            case .illegalEscape(let character): "Illegal escape before \"\(character)\""
            }
        return "Tag expression \"\(expression)\" could not be parsed because of syntax error: \(reason)."
    }
}
