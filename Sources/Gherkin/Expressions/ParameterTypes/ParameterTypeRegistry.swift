/// The parameter types that expressions may name, and the way they read the text of steps.
public struct ParameterTypeRegistry: Sendable {
    /// Who the expressions are for.
    public enum Flavour: Sendable {
        /// The official library: what the conformance suites expect, no more.
        case official
        /// People who write French: numbers with a decimal comma and spaces, « guillemets », typographic apostrophes,
        /// quantities with their units.
        case french
    }

    /// Who the expressions are for.
    public let flavour: Flavour
    private var names: [String: Int] = [:]
    private var types: [ParameterType] = []
    private var typesByRegexp: [String: [ParameterType]] = [:]

    /// The built-in parameter types of a flavour.
    public init(_ flavour: Flavour = .official) {
        self.flavour = flavour
        let builtIn =
            switch flavour {
            case .official: ParameterType.official
            // Here the two part: the French numbers and strings take the place of the official ones of the same name.
            case .french: ParameterType.french
            }
        for type in builtIn { insert(type) }
    }

    /// All parameter types, in the order in which they were defined.
    public var parameterTypes: [ParameterType] { types }

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
