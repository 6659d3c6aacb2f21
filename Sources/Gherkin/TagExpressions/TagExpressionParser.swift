/// Brings a tag expression into postfix order: Dijkstra's shunting yard.
struct TagExpressionParser {
    private let expression: String
    private var output: [TagExpression.Operation] = []
    /// How many operands the output leaves for the operators to come.
    private var operandCount = 0
    private var operators: [TagExpressionToken] = []
    private var expectsOperand = true

    static func parse(_ expression: String) throws(TagExpressionError) -> [TagExpression.Operation] {
        let tokens = try TagExpressionToken.tokenize(expression)
        var parser = TagExpressionParser(expression: expression)
        for token in tokens { try parser.take(token) }
        try parser.finish()
        return parser.output
    }

    private init(expression: String) {
        self.expression = expression
    }

    private mutating func take(_ token: TagExpressionToken) throws(TagExpressionError) {
        switch token {
        case .tag(let tag):
            try expect(operand: true)
            output.append(.tag(tag))
            operandCount += 1
            expectsOperand = false
        case .not, .openingParenthesis:
            try expect(operand: true)
            operators.append(token)
        case .and, .or:
            try expect(operand: false)
            while let top = operators.last, top.precedence >= token.precedence { try applyLast() }
            operators.append(token)
            expectsOperand = true
        case .closingParenthesis:
            try expect(operand: false)
            while let top = operators.last, top != .openingParenthesis { try applyLast() }
            guard operators.popLast() != nil else { throw error(.unmatchedClosingParenthesis) }
        }
    }

    private mutating func finish() throws(TagExpressionError) {
        while let top = operators.last {
            guard top != .openingParenthesis else { throw error(.unmatchedOpeningParenthesis) }
            try applyLast()
        }
    }

    /// Moves the last operator behind its operands.
    private mutating func applyLast() throws(TagExpressionError) {
        let operation: TagExpression.Operation
        switch operators.popLast() {
        case .not: operation = .not
        case .and: operation = .and
        case .or: operation = .or
        case .tag, .openingParenthesis, .closingParenthesis, nil: return
        }
        let needed = operation == .not ? 1 : 2
        guard operandCount >= needed else { throw error(.expectedOperand) }
        operandCount -= needed - 1
        output.append(operation)
    }

    private func expect(operand: Bool) throws(TagExpressionError) {
        guard operand == expectsOperand else { throw error(expectsOperand ? .expectedOperand : .expectedOperator) }
    }

    private func error(_ problem: TagExpressionError.Problem) -> TagExpressionError {
        TagExpressionError(problem: problem, expression: expression)
    }
}

extension TagExpressionToken {
    /// How tight an operator binds; a parenthesis not at all.
    fileprivate var precedence: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .not: 3
        case .tag, .openingParenthesis, .closingParenthesis: 0
        }
    }
}
