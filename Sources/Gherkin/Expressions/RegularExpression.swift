/// A regular expression as the pattern of a step definition.
///
/// Each outermost capture group is a parameter; a parameter type with the same regexp transforms it, else it stays a
/// `String`.
public struct RegularExpression: Sendable {
    /// The regular expression as written.
    public let source: String
    /// What transforms the capture groups, from left to right.
    public let parameterTypes: [ParameterType]
    private let pattern: Pattern
    private let registry: ParameterTypeRegistry
    /// The regexp of the first capture group that several parameter types claim.
    private let ambiguousRegexp: String?

    /// Compiles a regular expression: the syntax that ECMAScript, Java and Python share, without back-references.
    /// - Throws: `ExpressionError` that points at what is wrong.
    public init(_ source: String, registry: ParameterTypeRegistry = .init()) throws(ExpressionError) {
        do {
            pattern = try Pattern(source)
        } catch {
            throw .invalidRegularExpression(source, error)
        }
        self.source = source
        self.registry = registry
        let claims = pattern.root.children.map { ($0.source, registry.parameterTypes(withRegexp: $0.source)) }
        parameterTypes = claims.map { regexp, types in
            types.first
                ?? ParameterType(
                    unchecked: nil, regexps: [regexp], useForSnippets: false, preferForRegexpMatch: false,
                    transform: ParameterType.text)
        }
        ambiguousRegexp = claims.first { _, types in types.count > 1 && !types[0].preferForRegexpMatch }?.0
    }

    var reading: StepText.Reading { registry.reading }

    /// The arguments, one for each outermost capture group; nil when the text does not match.
    /// - Throws: `ExpressionError` when several parameter types claim a capture group and none is preferential; only a
    ///   text shows which expressions to propose instead.
    public func match(_ text: String) throws(ExpressionError) -> [MatchedArgument]? {
        try match(StepText(text, reading: reading))
    }

    func match(_ text: StepText) throws(ExpressionError) -> [MatchedArgument]? {
        guard let slots = pattern.firstMatch(in: text.scalars) else { return nil }
        if let ambiguousRegexp { throw ambiguity(of: ambiguousRegexp, in: text) }
        return zip(pattern.root.children, parameterTypes).map { group, parameterType in
            let group = CaptureGroup(group, slots: slots, in: text)
            return MatchedArgument(group: group, parameterType: parameterType)
        }
    }

    private func ambiguity(of regexp: String, in text: StepText) -> ExpressionError {
        let names = registry.parameterTypes(withRegexp: regexp).map { "{\($0.name ?? "")}" }
        let expressions = CucumberExpressionGenerator(registry: registry).expressions(for: text).map(\.source)
        return ExpressionError(
            code: .ambiguousParameterType, expression: source,
            message: """
                Your Regular Expression /\(source)/
                matches multiple parameter types with regexp /\(regexp)/:
                   \(names.joined(separator: "\n   "))

                I couldn't decide which one to use. You have two options:

                1) Use a Cucumber Expression instead of a Regular Expression. Try one of these:
                   \(expressions.joined(separator: "\n   "))

                2) Make one of the parameter types preferential and continue to use a Regular Expression.
                """)
    }
}
