/// Which scenarios are run, of all that the feature files have.
public struct Selection: Sendable {
    /// The tags they must have; `nil` for any.
    public var tags: TagExpression?
    /// What a part of their name must match; `nil` for any name.
    public var name: NamePattern?
    /// For some files, the lines of which one must be that of the scenario, of its rule or of its row of examples.
    public var lines: [String: Set<Int>] = [:]

    /// All scenarios.
    public init() {}

    /// - Throws: `UsageError` when a line selects none of the scenarios of the file.
    func checkLines(of uri: String, _ scenarios: [TestCase.Origin]) throws(UsageError) {
        let known = scenarios.reduce(into: Set()) { $0.formUnion($1.selectingLines) }
        if let line = lines[uri]?.subtracting(known).min() {
            throw UsageError(code: .noScenario(uri, line: line))
        }
    }

    func includes(_ pickle: Pickle, _ origin: TestCase.Origin) -> Bool {
        if let lines = lines[pickle.uri], lines.isDisjoint(with: origin.selectingLines) { return false }
        if let tags, !tags.evaluate(pickle.tags.map(\.name)) { return false }
        if let name, !name.matches(pickle.name) { return false }
        return true
    }
}
