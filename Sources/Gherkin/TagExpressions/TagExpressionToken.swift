/// A token of a tag expression.
enum TagExpressionToken: Hashable, Sendable {
    /// A tag, without its escapes.
    case tag(String)
    case and
    case or
    case not
    case openingParenthesis
    case closingParenthesis

    /// Cuts an expression at white space and parentheses, unless a backslash stands before them.
    static func tokenize(_ expression: String) throws(TagExpressionError) -> [TagExpressionToken] {
        var tokens: [TagExpressionToken] = []
        var word = String.UnicodeScalarView()
        var isEscaped = false

        for scalar in expression.unicodeScalars {
            let isSeparator = scalar == "(" || scalar == ")" || scalar.properties.isWhitespace
            if isEscaped {
                guard isSeparator || scalar == "\\" else {
                    throw TagExpressionError(problem: .illegalEscape(Character(scalar)), expression: expression)
                }
                word.append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if isSeparator {
                if !word.isEmpty { tokens.append(TagExpressionToken(word: String(word))) }
                word = .init()
                if scalar == "(" { tokens.append(.openingParenthesis) }
                if scalar == ")" { tokens.append(.closingParenthesis) }
            } else {
                word.append(scalar)
            }
        }
        if !word.isEmpty { tokens.append(TagExpressionToken(word: String(word))) }
        return tokens
    }

    private init(word: String) {
        switch word {
        case "and": self = .and
        case "or": self = .or
        case "not": self = .not
        default: self = .tag(word)
        }
    }
}
