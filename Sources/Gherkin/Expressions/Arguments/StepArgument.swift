/// A Swift type that the closure of a step definition may take for a parameter of its expression.
///
/// A type of one's own needs no code here: it conforms, and a parameter type transforms to it.
///
///     struct Colour: StepArgument { … }
///     try registry.define(ParameterType("couleur", regexp: "rouge|bleu") { groups in Colour(groups[0]) })
///     Quand("le voyant est {couleur}") { world, colour in … }   // colour: Colour
public protocol StepArgument: Sendable {
    /// Whether arguments of this parameter type can be read as this type: asked at start-up, for every parameter.
    static func accepts(_ parameterType: ParameterType) -> Bool

    /// Reads the argument.
    /// - Throws: `ArgumentError` when its text stands for no value of this type.
    init(_ argument: MatchedArgument) throws(ArgumentError)
}

extension StepArgument {
    /// True of parameter types that transform to this very type.
    public static func accepts(_ parameterType: ParameterType) -> Bool {
        parameterType.valueType == Self.self
    }

    /// The value that the parameter type transforms to.
    public init(_ argument: MatchedArgument) throws(ArgumentError) {
        guard let value = try argument.value() as? Self else {
            throw ArgumentError(
                text: argument.group.value, parameterType: argument.parameterType.name,
                reason: "it gives no \(Self.self)")
        }
        self = value
    }
}

extension String: StepArgument {}
extension Int: StepArgument {}
extension Int8: StepArgument {}
extension Int16: StepArgument {}
extension Int64: StepArgument {}
extension Double: StepArgument {}
extension BigInteger: StepArgument {}
extension BigDecimal: StepArgument {}

/// For the groups of a regular expression that may take no part in the match.
extension Optional: StepArgument where Wrapped: StepArgument {
    /// True of what the wrapped type accepts.
    public static func accepts(_ parameterType: ParameterType) -> Bool { Wrapped.accepts(parameterType) }

    /// The wrapped value, or nil when the group took no part in the match.
    public init(_ argument: MatchedArgument) throws(ArgumentError) {
        self = argument.group.value == nil ? nil : try Wrapped(argument)
    }
}
