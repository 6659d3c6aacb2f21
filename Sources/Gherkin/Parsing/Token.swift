/// A line of a feature file, and what the matcher found in it.
struct Token {
    /// A tag of a line of tags or a cell of a row.
    struct Item {
        /// The column, in code points from 1.
        var column: Int
        /// The tag with its `@`, or the content of the cell.
        var text: String
    }

    /// The line; past the last one at the end of the file.
    let line: SourceLine
    /// Whether this is the end of the file.
    let isEndOfFile: Bool
    /// What the line is. `nil` as long as nothing fits.
    var type: TokenType?
    /// The keyword of a title or a step, or the delimiter of a doc string.
    var keyword: String?
    /// What the keyword of a step says.
    var keywordKind: GherkinDocument.Step.KeywordType?
    /// The rest of the line.
    var text = ""
    /// The tags or the cells.
    var items: [Item] = []
    /// The column of what fits, in code points from 1. It stays when a later try fails, as in the reference: it is then
    /// the column that an error reports.
    var column: Int?

    init(line: SourceLine, isEndOfFile: Bool) {
        self.line = line
        self.isEndOfFile = isEndOfFile
    }

    /// The place of what fits.
    var location: Location {
        Location(line: line.number, column: column)
    }

    /// Records what the line is; `column` is that of the line's text unless another is given.
    mutating func match(
        _ type: TokenType, text: String = "", keyword: String? = nil,
        kind: GherkinDocument.Step.KeywordType? = nil, items: [Item] = [], column: Int? = nil
    ) {
        self.type = type
        self.text = text
        self.keyword = keyword
        keywordKind = kind
        self.items = items
        self.column = column ?? (line.indent + 1)
    }
}
