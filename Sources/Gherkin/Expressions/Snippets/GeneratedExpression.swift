/// A cucumber expression proposed for the text of an undefined step.
public struct GeneratedExpression: Sendable {
    /// The literal parts around the parameters, escaped: always one more than there are parameters.
    let literals: [String]
    /// The parameter types, from left to right.
    public let parameterTypes: [ParameterType]

    /// The expression.
    public var source: String {
        var source = literals.first ?? ""
        for (parameterType, literal) in zip(parameterTypes, literals.dropFirst()) {
            source += "{\(parameterType.name ?? "")}\(literal)"
        }
        return source
    }

    /// A name for each argument, in which the second of a kind is numbered: `int`, `string`, `int2`.
    public var parameterNames: [String] {
        var uses: [String: Int] = [:]
        return parameterTypes.map { parameterType in
            let name = parameterType.name ?? ""
            let count = uses[name, default: 0] + 1
            uses[name] = count
            return count == 1 ? name : "\(name)\(count)"
        }
    }
}
