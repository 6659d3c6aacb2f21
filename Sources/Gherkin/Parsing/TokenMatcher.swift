/// Tells what a line is, in one notation of Gherkin.
protocol TokenMatcher {
    /// The code of the language whose keywords are matched.
    var language: String { get }

    /// Whether the line is of the given type; if so, the token says what is in it.
    mutating func match(_ type: TokenType, _ token: inout Token) throws(SyntaxError) -> Bool
}

/// What delimits a text block.
enum DocStringDelimiter: String {
    case quotes = "\"\"\""
    case backTicks = "```"
    /// Only in Markdown.
    case fourBackTicks = "````"

    /// The delimiter in UTF-8.
    var bytes: [UInt8] { Array(rawValue.utf8) }

    /// The text of a line of the block, escaped delimiters resolved.
    func unescape(_ text: String) -> String {
        let escaped: String
        switch self {
        case .quotes: escaped = "\\\"\\\"\\\""
        case .backTicks: escaped = "\\`\\`\\`"
        case .fourBackTicks: return text
        }
        return text.replacing(bytes: Array(escaped.utf8), with: rawValue)
    }
}
