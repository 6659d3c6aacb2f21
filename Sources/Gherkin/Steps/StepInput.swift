/// What a step gives to its definition: the arguments found in its text, and what stands below it.
struct StepInput: Sendable {
    let arguments: [MatchedArgument]
    let table: DataTable?
    let docString: DocString?

    init(arguments: [MatchedArgument], step: Pickle.Step) {
        self.arguments = arguments
        table = step.argument?.dataTable.map(DataTable.init)
        docString = step.argument?.docString.map(DocString.init)
    }
}

/// Hands the values of a step to the closure of its definition, one argument after the other.
struct StepInputReader {
    private let input: StepInput
    private var next = 0

    init(_ input: StepInput) {
        self.input = input
    }

    /// The next value, of the type that the closure declares.
    ///
    /// The types and their number were checked when the library was compiled, so an error here is one of the text: a
    /// number that is too large, a table that is missing.
    mutating func read<Value: StepArgument>(_ type: Value.Type) throws(ArgumentError) -> Value {
        switch StepBlock(type) {
        case .table:
            if let table = input.table as? Value { return table }
            throw ArgumentError(text: nil, parameterType: nil, reason: "the step has no data table")
        case .docString:
            if let docString = input.docString as? Value { return docString }
            throw ArgumentError(text: nil, parameterType: nil, reason: "the step has no doc string")
        case nil:
            guard next < input.arguments.count else {
                throw ArgumentError(text: nil, parameterType: nil, reason: "the expression has no such parameter")
            }
            defer { next += 1 }
            return try Value(input.arguments[next])
        }
    }
}
