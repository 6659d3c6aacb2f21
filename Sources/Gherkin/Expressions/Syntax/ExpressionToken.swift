/// A token of a cucumber expression; offsets count Unicode scalars of the source, escapes included.
struct ExpressionToken: Hashable, Sendable {
    enum Kind: String, Sendable {
        case startOfLine = "START_OF_LINE"
        case endOfLine = "END_OF_LINE"
        case whiteSpace = "WHITE_SPACE"
        case beginOptional = "BEGIN_OPTIONAL"
        case endOptional = "END_OPTIONAL"
        case beginParameter = "BEGIN_PARAMETER"
        case endParameter = "END_PARAMETER"
        case alternation = "ALTERNATION"
        case text = "TEXT"
    }

    let kind: Kind
    /// The text that the token stands for: without its escapes.
    let text: String
    let start: Int
    let end: Int
}

extension ExpressionToken.Kind {
    /// The kind that a scalar has when it is not escaped.
    init(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "(": self = .beginOptional
        case ")": self = .endOptional
        case "{": self = .beginParameter
        case "}": self = .endParameter
        case "/": self = .alternation
        default: self = scalar.properties.isWhitespace ? .whiteSpace : .text
        }
    }

    /// Whether neighbours of this kind form one token.
    var runsOn: Bool { self == .text || self == .whiteSpace }
}
