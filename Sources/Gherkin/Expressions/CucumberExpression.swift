/// A cucumber expression, such as `le flux audio \(Opus {int} kbps) arrive`, compiled to match the text of steps.
public struct CucumberExpression: Sendable {
    /// The expression as written.
    public let source: String
    /// The parameter types that it names, from left to right.
    public let parameterTypes: [ParameterType]
    private let pattern: Pattern
    let reading: StepText.Reading

    /// Compiles an expression with the parameter types of a registry.
    /// - Throws: `ExpressionError` that points at what is wrong.
    public init(_ source: String, registry: ParameterTypeRegistry = .init()) throws(ExpressionError) {
        var writer = PatternWriter(source: source, registry: registry)
        let regexp = try writer.write(try ExpressionParser.parse(source))
        do {
            pattern = try Pattern(regexp)
        } catch {
            throw .invalidRegularExpression(regexp, error)
        }
        self.source = source
        parameterTypes = writer.parameterTypes
        reading = registry.reading
    }

    /// The regular expression that stands for this one.
    public var regexp: String { pattern.source }

    /// The arguments, one for each parameter; nil when the text does not match.
    public func match(_ text: String) -> [MatchedArgument]? {
        match(StepText(text, reading: reading))
    }

    func match(_ text: StepText) -> [MatchedArgument]? {
        guard let slots = pattern.firstMatch(in: text.scalars) else { return nil }
        return zip(pattern.root.children, parameterTypes).map { group, parameterType in
            MatchedArgument(group: CaptureGroup(group, slots: slots, in: text), parameterType: parameterType)
        }
    }
}
