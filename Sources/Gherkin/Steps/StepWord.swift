/// A word of the text of a step, or of the expression of a definition, as a reader compares them.
enum StepWord: Hashable, Sendable {
    /// Letters without case and without accents.
    case letters([Unicode.Scalar])
    /// A number, or a quoted text: what a parameter stands for.
    case value(String)
    /// A parameter of an expression.
    case parameter
}

extension StepWord {
    private static let quotes: [Character: Character] = ["\"": "\"", "«": "»", "“": "”"]

    /// The words of a text, without punctuation.
    static func words(of text: String) -> [StepWord] {
        var words: [StepWord] = []
        var word = ""
        var rest = text[...]
        func flush() {
            if !word.isEmpty { words.append(StepWord(word)) }
            word = ""
        }
        while let character = rest.popFirst() {
            if let closing = quotes[character], let end = rest.firstIndex(of: closing) {
                flush()
                words.append(.value(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            } else if character.isLetter || character.isNumber {
                word.append(character)
            } else if character == "." || character == ",", word.last?.isNumber == true,
                rest.first?.isNumber == true
            {
                word.append(character)
            } else {
                flush()
            }
        }
        flush()
        return words
    }

    /// The words of an expression: optional text is there, of alternatives the first is.
    static func words(of expression: StepExpression) -> [StepWord] {
        guard case .cucumber(let expression) = expression, let tree = try? ExpressionParser.parse(expression.source)
        else { return words(of: expression.source) }
        // Text and optional text make one word: `seconde(s)`.
        var text = ""
        var words: [StepWord] = []
        for node in tree.nodes {
            switch node.kind {
            case .parameter:
                words += Self.words(of: text) + [.parameter]
                text = ""
            case .alternation: text += node.nodes.first?.text ?? ""
            case .text, .optional, .alternative, .expression: text += node.text
            }
        }
        return words + Self.words(of: text)
    }

    private init(_ word: String) {
        self =
            word.contains(where: \.isNumber)
            ? .value(word)
            : .letters(word.lowercased().flatMap { Self.plain($0) }.prefix(Self.maximumLength).map { $0 })
    }

    /// No word of French has more letters; the distance of two words takes time by their product.
    private static let maximumLength = 30

    private static func plain(_ character: Character) -> [Unicode.Scalar] {
        switch character {
        case "œ": ["o", "e"]
        case "æ": ["a", "e"]
        default: Array(character.withoutAccent.unicodeScalars)
        }
    }
}
