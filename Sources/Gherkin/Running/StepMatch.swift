/// A definition that the text of a step fits, with the arguments found in the text.
public struct StepMatch: Sendable {
    /// The definition.
    public let definition: DefinitionReference
    /// The arguments, from left to right.
    public let arguments: [MatchedArgument]
}

/// A step definition of the library, without its closure.
public struct DefinitionReference: Sendable, Hashable {
    /// The place among the library's definitions.
    public let index: Int
    /// The id, from the counter of the run.
    public let id: String
    /// What the step is for.
    public let kind: StepKind
    /// The pattern as written, and whether it is a regular expression.
    public let pattern: String
    /// Whether the pattern is a regular expression.
    public let isRegularExpression: Bool
    /// What the step asks, of which witness; `nil` when it does not tell.
    public let proof: String?
    /// Where it is defined.
    public let sourceReference: SourceReference
}
