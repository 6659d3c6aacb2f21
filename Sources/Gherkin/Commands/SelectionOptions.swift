/// Which scenarios a command is about, as the command line says it.
public struct SelectionOptions: Sendable {
    /// The files and folders.
    public var paths: [FeaturePath] = [FeaturePath("Features")]
    /// The tags that scenarios must have, a tag expression; `nil` for any.
    public var tags: String?
    /// What a part of their name must match, a regular expression; `nil` for any.
    public var name: String?
    /// Whether it is no failure when no scenario is left.
    public var allowEmpty = false
    /// The language in which people are told what happens.
    public var language = ReportLanguage.french

    /// All scenarios of the folder `Features`.
    public init() {}

    /// The options, compiled.
    /// - Throws: `UsageError` for what is no expression.
    func selection() throws(UsageError) -> Selection {
        var selection = Selection()
        if let tags {
            do {
                selection.tags = try TagExpression(tags)
            } catch {
                throw UsageError(code: .invalidTagExpression(tags, error.problem))
            }
        }
        if let name { selection.name = try NamePattern(name) }
        // A file that is also named without lines is meant whole.
        let whole = Set(paths.filter(\.lines.isEmpty).map(\.path))
        for path in paths where !whole.contains(path.path) {
            selection.lines[path.path, default: []].formUnion(path.lines)
        }
        return selection
    }
}
