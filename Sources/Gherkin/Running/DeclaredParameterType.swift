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
