/// The parameter types that expressions may name, and the way they read the text of steps.
/// See docs/decisions/runner.md, « Layers of the runner ».
public struct ParameterTypeRegistry: Sendable {
    /// How the text of steps is read.
    let reading: StepText.Reading
    /// How many of the types were there at first; those that follow are the project's own.
    private let builtInCount: Int
    private var names: [String: Int] = [:]
    private var types: [ParameterType] = []
    private var typesByRegexp: [String: [ParameterType]] = [:]

    /// The parameter types of the official library, and its reading of texts: what the conformance suites expect.
    public init() {
        self.init(builtIn: ParameterType.official, reading: .exact)
    }

    /// The built-in parameter types of a language, and how the text of its steps is read.
    init(builtIn: [ParameterType], reading: StepText.Reading) {
        self.reading = reading
        builtInCount = builtIn.count
        for type in builtIn { insert(type) }
    }

    /// All parameter types, in the order in which they were defined.
    public var parameterTypes: [ParameterType] { types }

    /// Those that a project added to the built-in ones.
    var projectTypes: ArraySlice<ParameterType> { types[builtInCount...] }

    /// The parameter type of this name.
    public subscript(name name: String) -> ParameterType? {
        names[name].map { types[$0] }
    }

    /// Adds a parameter type.
    /// - Throws: `ExpressionError` when the name is taken, or a preferential parameter type has the same regexp.
    public mutating func define(_ type: ParameterType) throws(ExpressionError) {
        if let name = type.name, names[name] != nil {
            throw ExpressionError(
                code: .conflictingParameterType, expression: name,
                message: name.isEmpty
                    ? "The anonymous parameter type has already been defined"
                    : "There is already a parameter type with name \(name)")
        }
        for regexp in type.regexps where type.preferForRegexpMatch {
            guard let other = typesByRegexp[regexp]?.first, other.preferForRegexpMatch else { continue }
            throw ExpressionError(
                code: .conflictingParameterType, expression: type.name ?? "",
                message: """
                    There can only be one preferential parameter type per regexp. \
                    The regexp /\(regexp)/ is used for two preferential parameter types, \
                    {\(other.name ?? "")} and {\(type.name ?? "")}
                    """)
        }
        insert(type)
    }

    private mutating func insert(_ type: ParameterType) {
        if let name = type.name { names[name] = types.count }
        types.append(type)
        for regexp in Set(type.regexps) {
            typesByRegexp[regexp, default: []].append(type)
            typesByRegexp[regexp]?.sort(by: ParameterType.precedes)
        }
    }

    /// The parameter types with this regexp, the preferential one first.
    func parameterTypes(withRegexp regexp: String) -> [ParameterType] {
        typesByRegexp[regexp] ?? []
    }
}
