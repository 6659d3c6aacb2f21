/// What a run is going to do: the feature files, the definitions and, for each selected scenario, what its steps are.
///
/// Everything that can be known without running is known here: undefined and ambiguous steps, tables that do not fit.
public struct Plan: Sendable {
    /// The feature files, in the order in which they were given.
    public let features: [FeatureFile]
    /// The parameter types that the project itself defines.
    public let parameterTypes: [DeclaredParameterType]
    /// The definitions and hooks, in order.
    public let declarations: [LibraryDeclaration]
    /// What is wrong with the definitions; a run does not start unless this is empty.
    public let libraryProblems: [LibraryProblem]
    /// The selected scenarios, in the order in which they are run.
    public let testCases: [TestCase]
    /// The seed of a random order; `nil` for any other order.
    public let seed: UInt64?
}

/// A parameter type that the project itself defines, as it is reported before the run.
public struct DeclaredParameterType: Sendable, Hashable {
    /// The id, from the counter of the run.
    public let id: String
    /// The name between the braces.
    public let name: String
    /// The regular expressions, of which the first to match counts.
    public let regexps: [String]
    /// Whether it is the one that a capture group with the same regular expression means.
    public let preferForRegexpMatch: Bool
    /// Whether snippets for undefined steps propose it.
    public let useForSnippets: Bool
}
