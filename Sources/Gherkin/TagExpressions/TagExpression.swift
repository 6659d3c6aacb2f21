/// A condition on the tags of a scenario, such as `@live and not (@lent or @reseau)`.
///
/// `not` binds tighter than `and`, `and` tighter than `or`. A backslash keeps white space, a parenthesis or a backslash
/// in the name of a tag. The empty expression is true of all scenarios.
public struct TagExpression: Hashable, Sendable {
    /// The expression as written.
    public let source: String
    /// The operands before their operators: however deep an expression nests, to evaluate it costs no call stack.
    let postfix: [Operation]

    enum Operation: Hashable, Sendable {
        case tag(String)
        case not
        case and
        case or
    }

    /// Parses an expression.
    /// - Throws: `TagExpressionError` with the official message.
    public init(_ source: String) throws(TagExpressionError) {
        self.source = source
        postfix = try TagExpressionParser.parse(source)
    }

    /// Whether a scenario with these tags is meant. A tag has its `@` if the expression has it.
    public func evaluate(_ tags: some Sequence<String>) -> Bool {
        let tags = Set(tags)
        var values: [Bool] = []
        for operation in postfix {
            switch operation {
            case .tag(let tag): values.append(tags.contains(tag))
            case .not: values.append(!(values.popLast() ?? false))
            case .and, .or:
                let right = values.popLast() ?? false
                let left = values.popLast() ?? false
                values.append(operation == .and ? left && right : left || right)
            }
        }
        return values.last ?? true
    }
}
