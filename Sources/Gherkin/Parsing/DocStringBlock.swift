/// The text block that the lines of a file may be in: which delimiter opened it, and how far its text is indented.
struct DocStringBlock {
    /// The delimiters of the notation, in the order in which they are tried.
    let delimiters: [DocStringDelimiter]
    private var openDelimiter: DocStringDelimiter?
    /// The indent of the delimiter that opened the text block, in code points.
    private var indentToRemove = 0

    init(delimiters: [DocStringDelimiter]) {
        self.delimiters = delimiters
    }

    /// Whether the line opens or closes a text block; if so, the token says with what.
    mutating func matchDelimiter(_ token: inout Token, in bytes: [UInt8]) -> Bool {
        let line = token.line
        if let delimiter = openDelimiter {
            guard bytes.matches(delimiter.bytes, at: line.textStart, before: line.end) else {
                return false
            }
            openDelimiter = nil
            indentToRemove = 0
            token.match(.docStringSeparator, keyword: delimiter.rawValue)
            return true
        }
        for delimiter in delimiters where bytes.matches(delimiter.bytes, at: line.textStart, before: line.end) {
            openDelimiter = delimiter
            indentToRemove = line.indent
            let mediaType = bytes.trimmedText(line.textStart + delimiter.bytes.count, line.end)
            token.match(.docStringSeparator, text: mediaType, keyword: delimiter.rawValue)
            return true
        }
        return false
    }

    /// Takes the line for text: that of the block, or prose outside of one.
    func matchText(_ token: inout Token, in bytes: [UInt8]) {
        let text = bytes.lineText(of: token.line, withoutIndent: indentToRemove)
        token.match(.other, text: openDelimiter?.unescape(text) ?? text, column: 1)
    }
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
