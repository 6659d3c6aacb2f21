/// Matches the lines of a `.feature.md` file: Gherkin in Markdown.
///
/// Titles are headings (`## Scenario: …`), steps are items of bullet lists (`* Given …`), tags stand between back ticks,
/// tables are indented by two to five columns, and all other lines are prose. A line is tried for one type after the other
/// as in the reference, with its side effects: a try that succeeds in a place where such a line may not stand opens a text
/// block, or fixes the column that an error reports, all the same.
struct MarkdownTokenMatcher: TokenMatcher {
    private let bytes: [UInt8]
    private let mode: ParsingMode
    private let keywords: KeywordTable
    private var hasFeatureLine = false
    private var docString = DocStringBlock(delimiters: [.quotes, .fourBackTicks, .backTicks])

    init(_ bytes: [UInt8], dialect: Dialect, mode: ParsingMode) {
        self.bytes = bytes
        self.mode = mode
        keywords = KeywordTable(dialect, mode: mode)
    }

    var language: String { keywords.code }

    mutating func match(_ type: TokenType, _ token: inout Token) throws(SyntaxError) -> Bool {
        switch type {
        // There is no language header in Markdown: the language is that of the whole project.
        case .endOfFile, .language: false
        case .featureLine: matchFeature(&token)
        case .ruleLine, .backgroundLine, .scenarioLine, .examplesLine: matchTitle(type, &token)
        case .stepLine: matchStep(&token)
        case .tableRow: matchRow(&token)
        case .tagLine: matchTags(&token)
        case .docStringSeparator: docString.matchDelimiter(&token, in: bytes)
        case .comment: matchTableSeparator(&token)
        case .empty: matchEmpty(&token)
        case .other: matchOther(&token)
        }
    }

    // MARK: Titles and steps

    /// The first line that is no tag is the feature's, whatever it says: a document may begin as its author likes.
    private mutating func matchFeature(_ token: inout Token) -> Bool {
        guard !hasFeatureLine else {
            return false
        }
        hasFeatureLine = true
        if !matchTitle(.featureLine, &token) {
            token.match(.featureLine, text: bytes.lineText(token.line.textStart, token.line.end))
        }
        return true
    }

    /// A heading: one to six `#`, one white space, a keyword, a colon.
    private func matchTitle(_ type: TokenType, _ token: inout Token) -> Bool {
        let line = token.line
        var start = line.textStart
        while start < line.end, bytes[start] == UInt8(ascii: "#") {
            start += 1
        }
        let level = start - line.textStart
        guard (1...6).contains(level), start < line.end else {
            return false
        }
        let space = WhiteSpace.length(in: bytes, at: start, before: line.end)
        guard space > 0 else {
            return false
        }
        start += space
        let match = keywords.match(type, in: bytes, from: start, before: line.end, mode: mode) { _, colon in
            colon < line.end && bytes[colon] == UInt8(ascii: ":")
        }
        guard let match else {
            return false
        }
        token.match(
            type, text: bytes.trimmedText(match.end + 1, line.end), keyword: match.keyword.text,
            kind: keywords.stepKind(of: match.keyword), column: line.indent + level + 2)
        return true
    }

    /// An item of a bullet list: `*`, `+` or `-`, white space or none, a keyword.
    private func matchStep(_ token: inout Token) -> Bool {
        let line = token.line
        guard !line.isBlank, [UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[line.textStart])
        else {
            return false
        }
        let start = bytes.trimmedStart(line.textStart + 1, line.end)
        let match = keywords.match(.stepLine, in: bytes, from: start, before: line.end, mode: mode) { keyword, _ in
            // `* ` is the bullet here, not a keyword.
            keyword.text != "* "
        }
        guard let match else {
            return false
        }
        token.match(
            .stepLine, text: bytes.trimmedText(match.end, line.end), keyword: match.keyword.text,
            kind: match.keyword.kind, column: line.indent + bytes.codePointCount(line.textStart, start) + 1)
        return true
    }

    // MARK: Tables and tags

    private func matchRow(_ token: inout Token) -> Bool {
        let line = token.line
        guard (2...5).contains(line.indent), !line.isBlank, bytes[line.textStart] == UInt8(ascii: "|") else {
            return false
        }
        let cells = TableRowScanner.cells(of: line, in: bytes)
        guard !cells.contains(where: Self.isSeparator) else {
            return false
        }
        token.match(.tableRow, keyword: "|", items: cells)
        return true
    }

    /// The line between the head and the body of a Markdown table says nothing.
    private func matchTableSeparator(_ token: inout Token) -> Bool {
        let line = token.line
        guard !line.isBlank, bytes[line.textStart] == UInt8(ascii: "|"),
            TableRowScanner.cells(of: line, in: bytes).contains(where: Self.isSeparator)
        else {
            return false
        }
        token.match(.empty, column: 1)
        return true
    }

    /// `---`, `:--`, `--:`, `:-:`
    private static func isSeparator(_ cell: Token.Item) -> Bool {
        var text = cell.text.utf8[...]
        if text.first == UInt8(ascii: ":") {
            text.removeFirst()
        }
        if text.last == UInt8(ascii: ":") {
            text.removeLast()
        }
        return !text.isEmpty && text.allSatisfy { $0 == UInt8(ascii: "-") }
    }

    /// Every `` `@tag` `` of the line.
    private func matchTags(_ token: inout Token) -> Bool {
        let line = token.line
        var tags: [Token.Item] = []
        var index = line.textStart
        while index + 2 < line.end {
            guard bytes[index] == UInt8(ascii: "`"), bytes[index + 1] == UInt8(ascii: "@"),
                let end = bytes[(index + 2)..<line.end].firstIndex(of: UInt8(ascii: "`")), end > index + 2
            else {
                index += 1
                continue
            }
            let column = line.indent + bytes.codePointCount(line.textStart, index) + 2
            tags.append(Token.Item(column: column, text: bytes.text(index + 1, end)))
            index = end + 1
        }
        guard !tags.isEmpty else {
            return false
        }
        token.match(.tagLine, items: tags)
        return true
    }

    // MARK: Prose

    /// A blank line, and any line that is nothing else: prose.
    private mutating func matchEmpty(_ token: inout Token) -> Bool {
        let isSomething =
            matchTags(&token) || matchFeature(&token) || matchTitle(.scenarioLine, &token)
            || matchTitle(.backgroundLine, &token) || matchTitle(.examplesLine, &token)
            || matchTitle(.ruleLine, &token) || matchRow(&token) || matchTableSeparator(&token)
            || docString.matchDelimiter(&token, in: bytes) || matchStep(&token)
        guard token.line.isBlank || !isSomething else {
            return false
        }
        token.match(.empty, column: 1)
        return true
    }

    private func matchOther(_ token: inout Token) -> Bool {
        docString.matchText(&token, in: bytes)
        return true
    }
}
