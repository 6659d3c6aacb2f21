/// A step definition whose closure does not take what its expression gives; found at start-up.
public struct ArgumentMismatch: Error, Hashable, Sendable, CustomStringConvertible {
    /// The source of the expression.
    public let expression: String
    /// What does not fit.
    public let reason: String

    /// One line with the expression and what does not fit.
    public var description: String { "\"\(expression)\": \(reason)" }
}

extension StepExpression {
    /// Checks that a closure with arguments of these types can take what the expression gives.
    /// - Throws: `ArgumentMismatch` for another number of arguments, or a type that a parameter type does not give.
    public func check(argumentTypes: [any StepArgument.Type]) throws(ArgumentMismatch) {
        guard argumentTypes.count == parameterTypes.count else {
            throw ArgumentMismatch(
                expression: source,
                reason: """
                    parameters of the expression: \(parameterTypes.count), \
                    arguments of the closure: \(argumentTypes.count)
                    """)
        }
        for (index, (type, parameterType)) in zip(argumentTypes, parameterTypes).enumerated()
        where !type.accepts(parameterType) {
            throw ArgumentMismatch(
                expression: source,
                reason: """
                    parameter \(index + 1), {\(parameterType.name ?? "")}, gives \(parameterType.valueType), \
                    the closure takes \(type)
                    """)
        }
    }
}
