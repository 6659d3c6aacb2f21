/// An argument that an expression found in the text of a step.
public struct MatchedArgument: Sendable {
    /// The text that was matched, where it is, and the groups within.
    public let group: CaptureGroup
    /// The parameter type that matched it.
    public let parameterType: ParameterType

    /// The value, of the type `parameterType.valueType`; nil when the group took no part in the match, as an optional
    /// group of a regular expression may.
    ///
    /// The transformation takes place here and not at the match, so that a step that is only listed transforms nothing.
    /// - Throws: `ArgumentError` when the text matches but stands for no value: a number too large, for instance.
    public func value() throws(ArgumentError) -> (any Sendable)? {
        guard group.value != nil else { return nil }
        do {
            return try parameterType.transform(group.values)
        } catch {
            throw ArgumentError(text: group.value, parameterType: parameterType.name, reason: "\(error)")
        }
    }
}

/// Why an argument of a step has no value.
public struct ArgumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text of the argument; nil for a group that took no part in the match.
    public let text: String?
    /// The name of the parameter type; nil for an unnamed group of a regular expression.
    public let parameterType: String?
    /// What is wrong with it.
    public let reason: String

    /// One line that names the argument and the problem.
    public var description: String {
        "{\(parameterType ?? "")} cannot be made of \(text.map { "\"\($0)\"" } ?? "nothing"): \(reason)"
    }
}
