/// Matches the lines of a `.feature` file.
struct PlainTokenMatcher: TokenMatcher {
    private let bytes: [UInt8]
    private let mode: ParsingMode
    private var keywords: KeywordTable
    private var docString = DocStringBlock(delimiters: [.quotes, .backTicks])

    init(_ bytes: [UInt8], dialect: Dialect, mode: ParsingMode) {
        self.bytes = bytes
        self.mode = mode
        keywords = KeywordTable(dialect, mode: mode)
    }

    var language: String { keywords.code }

    mutating func match(_ type: TokenType, _ token: inout Token) throws(SyntaxError) -> Bool {
        let line = token.line
        switch type {
        case .endOfFile:
            return false
        case .empty:
            guard line.isBlank else {
                return false
            }
            token.match(.empty, column: 1)
            return true
        case .other:
            docString.matchText(&token, in: bytes)
            return true
        default:
            break
        }
        guard !line.isBlank else {
            return false
        }
        let first = bytes[line.textStart]
        switch type {
        case .comment where first == UInt8(ascii: "#"):
            token.match(.comment, text: bytes.lineText(line.start, line.end), column: 1)
            return true
        case .language where first == UInt8(ascii: "#"):
            return try matchLanguage(&token)
        case .tableRow where first == UInt8(ascii: "|"):
            token.match(.tableRow, items: TableRowScanner.cells(of: line, in: bytes))
            return true
        case .tagLine where first == UInt8(ascii: "@"):
            token.match(.tagLine, items: try TagScanner.tags(of: line, in: bytes))
            return true
        case .docStringSeparator where first == UInt8(ascii: "\"") || first == UInt8(ascii: "`"):
            return docString.matchDelimiter(&token, in: bytes)
        case .stepLine:
            return matchStep(&token)
        case .featureLine, .ruleLine, .backgroundLine, .scenarioLine, .examplesLine:
            return matchTitle(type, &token)
        default:
            return false
        }
    }

    private func matchTitle(_ type: TokenType, _ token: inout Token) -> Bool {
        let line = token.line
        let match = keywords.match(type, in: bytes, from: line.textStart, before: line.end, mode: mode) { _, colon in
            colon < line.end && bytes[colon] == UInt8(ascii: ":")
        }
        guard let match else {
            return false
        }
        token.match(type, text: bytes.trimmedText(match.end + 1, line.end), keyword: match.keyword.text)
        return true
    }

    private func matchStep(_ token: inout Token) -> Bool {
        let line = token.line
        guard let match = keywords.match(.stepLine, in: bytes, from: line.textStart, before: line.end, mode: mode)
        else {
            return false
        }
        let text = bytes.trimmedText(match.end, line.end)
        token.match(.stepLine, text: text, keyword: match.keyword.text, kind: match.keyword.kind)
        return true
    }

    private mutating func matchLanguage(_ token: inout Token) throws(SyntaxError) -> Bool {
        guard let code = LanguageHeader.code(of: token.line, in: bytes, mode: mode) else {
            return false
        }
        token.match(.language, text: code)
        guard let dialect = LanguageHeader.dialect(of: code, mode: mode) else {
            throw SyntaxError(location: token.location, kind: .unknownLanguage(code))
        }
        keywords = KeywordTable(dialect, mode: mode)
        return true
    }
}
