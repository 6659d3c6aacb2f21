/// What may stand below a step; a closure takes it after the parameters of the expression.
enum StepBlock: Sendable, Hashable {
    case table
    case docString

    /// The block that a closure's argument of this type takes; `nil` for a parameter of the expression.
    init?(_ type: any StepArgument.Type) {
        switch type {
        case is DataTable.Type: self = .table
        case is DocString.Type: self = .docString
        default: return nil
        }
    }
}

extension DataTable: StepArgument {
    /// False: a table stands below a step, never in its text.
    public static func accepts(_ parameterType: ParameterType) -> Bool { false }

    /// Never succeeds: a table stands below a step, never in its text.
    public init(_ argument: MatchedArgument) throws(ArgumentError) {
        throw ArgumentError(
            text: argument.group.value, parameterType: argument.parameterType.name, reason: "a text is no data table")
    }
}

extension DocString: StepArgument {
    /// False: a text block stands below a step, never in its text.
    public static func accepts(_ parameterType: ParameterType) -> Bool { false }

    /// Never succeeds: a text block stands below a step, never in its text.
    public init(_ argument: MatchedArgument) throws(ArgumentError) {
        throw ArgumentError(
            text: argument.group.value, parameterType: argument.parameterType.name, reason: "a text is no doc string")
    }
}
