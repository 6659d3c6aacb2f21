extension TagExpression: CustomStringConvertible {
    private enum Piece {
        case text(String)
        case operation(Int)
    }

    /// The expression with all its parentheses; it parses to the same expression.
    public var description: String {
        guard !postfix.isEmpty else { return "" }
        let lengths = operandLengths
        var result = ""
        var pieces: [Piece] = [.operation(postfix.count - 1)]
        while let piece = pieces.popLast() {
            switch piece {
            case .text(let text): result += text
            case .operation(let index):
                switch postfix[index] {
                case .tag(let tag): result += Self.escaped(tag)
                case .not: pieces += negation(of: index - 1).reversed()
                case .and, .or:
                    let word = postfix[index] == .and ? " and " : " or "
                    let left = index - 1 - lengths[index - 1]
                    pieces += [.text(" )"), .operation(index - 1), .text(word), .operation(left), .text("( ")]
                }
            }
        }
        return result
    }

    /// A binary operand brings its own parentheses.
    private func negation(of index: Int) -> [Piece] {
        switch postfix[index] {
        case .and, .or: [.text("not "), .operation(index)]
        case .tag, .not: [.text("not ( "), .operation(index), .text(" )")]
        }
    }

    /// For each operation, of how many it is the last: itself and those of its operands.
    private var operandLengths: [Int] {
        var lengths: [Int] = []
        for (index, operation) in postfix.enumerated() {
            switch operation {
            case .tag: lengths.append(1)
            case .not: lengths.append(1 + lengths[index - 1])
            case .and, .or:
                let right = lengths[index - 1]
                lengths.append(1 + right + lengths[index - 1 - right])
            }
        }
        return lengths
    }

    private static func escaped(_ tag: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in tag.unicodeScalars {
            if scalar == "\\" || scalar == "(" || scalar == ")" || scalar.properties.isWhitespace {
                result.append("\\")
            }
            result.append(scalar)
        }
        return String(result)
    }
}
