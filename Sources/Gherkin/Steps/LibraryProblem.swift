/// What is wrong with a definition or a hook; found at start-up, before anything runs.
public struct LibraryProblem: Error, Sendable, Hashable {
    /// Where the definition or the hook is written.
    public let sourceReference: SourceReference
    /// What is wrong, in the words of the expression or the tag expression.
    public let message: String
    /// The parameter type that a pattern names and nobody defined; `nil` for any other problem.
    public let undefinedParameterType: UndefinedParameterType?

    /// A parameter type that a pattern names and nobody defined.
    public struct UndefinedParameterType: Sendable, Hashable {
        /// The name between the braces.
        public let name: String
        /// The pattern.
        public let expression: String
    }
}

extension LibraryProblem {
    init(_ error: ExpressionError, in pattern: String, at sourceReference: SourceReference) {
        self.init(
            sourceReference: sourceReference, message: error.message,
            undefinedParameterType: {
                guard case .undefinedParameterType(let name) = error.code else { return nil }
                return UndefinedParameterType(name: name, expression: pattern)
            }())
    }
}
