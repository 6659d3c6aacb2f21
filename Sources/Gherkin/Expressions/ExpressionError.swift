/// Why an expression, a parameter type or a match cannot be used.
///
/// The messages are those of the official library (cucumber-expressions 20), word for word: tools and people look them up.
public struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, for code that must tell one problem from another.
    public enum Code: Hashable, Sendable {
        /// The expression breaks the grammar of cucumber expressions.
        case invalidExpression
        /// The expression names a parameter type that nobody registered.
        case undefinedParameterType(name: String)
        /// The name of a parameter type has characters that an expression could not spell.
        case invalidParameterTypeName
        /// A parameter type of this name, or a preferential one for this regexp, exists already.
        case conflictingParameterType
        /// A regular expression has a capture group that several parameter types claim.
        case ambiguousParameterType
        /// A regular expression does not parse, or asks for what the matcher does not do.
        case invalidRegularExpression
    }

    /// What is wrong.
    public let code: Code
    /// The source of the expression, the regexp or the name at fault.
    public let expression: String
    /// The explanation, on several lines when it points at a column.
    public let message: String

    /// The explanation.
    public var description: String { message }
}

extension ExpressionError {
    /// An error that shows the expression with a marker under the scalars `start..<end`.
    static func pointing(
        at start: Int, to end: Int, in expression: String, code: Code = .invalidExpression, problem: String,
        solution: String
    ) -> ExpressionError {
        var pointer = String(repeating: " ", count: start) + "^"
        if start + 1 < end {
            pointer += String(repeating: "-", count: end - start - 2) + "^"
        }
        let message = """
            This Cucumber Expression has a problem at column \(start + 1):

            \(expression)
            \(pointer)
            \(problem).
            \(solution)
            """
        return ExpressionError(code: code, expression: expression, message: message)
    }

    /// A regular expression that does not parse: `offset` counts scalars.
    static func invalidRegularExpression(_ source: String, _ problem: PatternError) -> ExpressionError {
        ExpressionError(
            code: .invalidRegularExpression, expression: source,
            message: """
                This regular expression has a problem at column \(problem.offset + 1):

                \(source)
                \(String(repeating: " ", count: problem.offset))^
                \(problem.reason)
                """)
    }
}
