/// A kind of parameter of step expressions: a name, the regexps that match it and the Swift value that it becomes.
public struct ParameterType: Sendable {
    /// Turns the values of the capture groups of the regexp (or the whole text, if it has none) into the value; a group
    /// that took no part in the match is nil.
    public typealias Transform<Value> = @Sendable (_ groups: [String?]) throws -> Value

    /// The name between braces; empty for the anonymous `{}`, nil for a capture group that no parameter type claims.
    public let name: String?
    /// The regexps, of which the first to match counts.
    public let regexps: [String]
    /// The Swift type of the values.
    public let valueType: any Sendable.Type
    /// Whether snippets for undefined steps propose it.
    public let useForSnippets: Bool
    /// Whether it is the one that a capture group with the same regexp means, if several are.
    public let preferForRegexpMatch: Bool

    let transform: Transform<any Sendable>

    /// A parameter type matched by several regexps.
    /// - Throws: `ExpressionError` when the name has characters that an expression cannot spell, or a regexp does not
    ///   parse.
    public init<Value: Sendable>(
        _ name: String, regexps: [String], useForSnippets: Bool = true, preferForRegexpMatch: Bool = false,
        transform: @escaping Transform<Value>
    ) throws(ExpressionError) {
        guard !name.unicodeScalars.contains(where: Self.isIllegalInName) else {
            throw ExpressionError(
                code: .invalidParameterTypeName, expression: name,
                message: """
                    Illegal character in parameter name {\(name)}. \
                    Parameter names may not contain '{', '}', '(', ')', '\\' or '/'
                    """)
        }
        for regexp in regexps {
            do {
                _ = try Pattern(regexp)
            } catch {
                throw .invalidRegularExpression(regexp, error)
            }
        }
        self.init(
            unchecked: name, regexps: regexps, useForSnippets: useForSnippets,
            preferForRegexpMatch: preferForRegexpMatch, transform: transform)
    }

    /// A parameter type matched by one regexp.
    /// - Throws: `ExpressionError` when the name has characters that an expression cannot spell, or the regexp does not
    ///   parse.
    public init<Value: Sendable>(
        _ name: String, regexp: String, useForSnippets: Bool = true, preferForRegexpMatch: Bool = false,
        transform: @escaping Transform<Value>
    ) throws(ExpressionError) {
        try self.init(
            name, regexps: [regexp], useForSnippets: useForSnippets, preferForRegexpMatch: preferForRegexpMatch,
            transform: transform)
    }

    /// For names and regexps of our own, which tests compile.
    init<Value: Sendable>(
        unchecked name: String?, regexps: [String], useForSnippets: Bool, preferForRegexpMatch: Bool,
        transform: @escaping Transform<Value>
    ) {
        self.name = name
        self.regexps = regexps
        self.valueType = Value.self
        self.useForSnippets = useForSnippets
        self.preferForRegexpMatch = preferForRegexpMatch
        self.transform = transform
    }

    /// The same parameter type with other regexps, and a transformation to the same type.
    init(_ type: ParameterType, regexps: [String], transform: @escaping Transform<any Sendable>) {
        name = type.name
        self.regexps = regexps
        valueType = type.valueType
        useForSnippets = type.useForSnippets
        preferForRegexpMatch = type.preferForRegexpMatch
        self.transform = transform
    }

    /// The official library refuses these, more than its message says.
    private static func isIllegalInName(_ scalar: Unicode.Scalar) -> Bool {
        #"{}()\/[]$.|?*+"#.unicodeScalars.contains(scalar)
    }

    /// The order in which a capture group and a snippet consider the parameter types: preferential ones, then by name.
    static func precedes(_ lhs: ParameterType, _ rhs: ParameterType) -> Bool {
        guard lhs.preferForRegexpMatch == rhs.preferForRegexpMatch else { return lhs.preferForRegexpMatch }
        return (lhs.name ?? "") < (rhs.name ?? "")
    }
}
