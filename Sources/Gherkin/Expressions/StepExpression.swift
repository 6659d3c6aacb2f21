/// The pattern of a step definition: a cucumber expression or a regular expression.
public enum StepExpression: Sendable {
    /// A cucumber expression, such as `le live dure {duree}`.
    case cucumber(CucumberExpression)
    /// A regular expression, such as `^le live dure (\d+) heures?$`.
    case regular(RegularExpression)

    /// Compiles a pattern: a regular expression when it begins with `^` or ends with `$` or stands between slashes, a
    /// cucumber expression else, as Cucumber has it where the language has no regular expression literals.
    /// - Throws: `ExpressionError` that points at what is wrong.
    public init(_ pattern: String, registry: ParameterTypeRegistry = .init()) throws(ExpressionError) {
        let scalars = pattern.unicodeScalars
        if scalars.first == "^" || scalars.last == "$" {
            self = .regular(try RegularExpression(pattern, registry: registry))
        } else if scalars.count > 2, scalars.first == "/", scalars.last == "/" {
            let source = String(scalars.dropFirst().dropLast())
            self = .regular(try RegularExpression(source, registry: registry))
        } else {
            self = .cucumber(try CucumberExpression(pattern, registry: registry))
        }
    }

    /// The pattern as written; without the slashes around a regular expression.
    public var source: String {
        switch self {
        case .cucumber(let expression): expression.source
        case .regular(let expression): expression.source
        }
    }

    /// The parameter types of the arguments, from left to right.
    public var parameterTypes: [ParameterType] {
        switch self {
        case .cucumber(let expression): expression.parameterTypes
        case .regular(let expression): expression.parameterTypes
        }
    }

    /// The arguments, one for each parameter; nil when the text does not match.
    /// - Throws: `ExpressionError` when a capture group of a regular expression is ambiguous.
    public func match(_ text: String) throws(ExpressionError) -> [MatchedArgument]? {
        try match(StepText(text, reading: reading))
    }

    /// How the expression reads the text of a step.
    var reading: StepText.Reading {
        switch self {
        case .cucumber(let expression): expression.reading
        case .regular(let expression): expression.reading
        }
    }

    /// The same with a text prepared once for many expressions of one registry.
    func match(_ text: StepText) throws(ExpressionError) -> [MatchedArgument]? {
        switch self {
        case .cucumber(let expression): expression.match(text)
        case .regular(let expression): try expression.match(text)
        }
    }
}
