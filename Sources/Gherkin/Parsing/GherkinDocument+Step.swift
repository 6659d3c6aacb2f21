extension GherkinDocument {
    /// A step of a background or a scenario.
    public struct Step: Sendable, Hashable {
        /// What the keyword says of the step.
        public enum KeywordType: String, Sendable, Hashable {
            /// The language has the same word for several kinds: `* `.
            case unknown = "Unknown"
            /// Given.
            case context = "Context"
            /// When.
            case action = "Action"
            /// Then.
            case outcome = "Outcome"
            /// And, but: as the step before.
            case conjunction = "Conjunction"
        }

        /// The place of the keyword.
        public var location: Location
        /// The keyword as it was written, with the space that belongs to it.
        public var keyword: String
        /// What the keyword says of the step.
        public var keywordType: KeywordType
        /// The rest of the line.
        public var text: String
        /// The text block below the step.
        public var docString: DocString?
        /// The table below the step.
        public var dataTable: DataTable?
        /// The id of the node.
        public var id: String

        /// A step of the given parts.
        public init(
            location: Location, keyword: String, keywordType: KeywordType, text: String, docString: DocString? = nil,
            dataTable: DataTable? = nil, id: String
        ) {
            self.location = location
            self.keyword = keyword
            self.keywordType = keywordType
            self.text = text
            self.docString = docString
            self.dataTable = dataTable
            self.id = id
        }
    }

    /// The text block below a step.
    public struct DocString: Sendable, Hashable {
        /// The place of the opening delimiter.
        public var location: Location
        /// What is written behind the opening delimiter; `nil` when nothing is.
        public var mediaType: String?
        /// The lines between the delimiters, without the indent of the opening one.
        public var content: String
        /// `"""` or three back ticks (four may be used in Markdown).
        public var delimiter: String

        /// A doc string of the given content.
        public init(location: Location, mediaType: String? = nil, content: String, delimiter: String) {
            self.location = location
            self.mediaType = mediaType
            self.content = content
            self.delimiter = delimiter
        }
    }

    /// The table below a step.
    public struct DataTable: Sendable, Hashable {
        /// The place of the first row.
        public var location: Location
        /// The rows, all with the same number of cells.
        public var rows: [TableRow]

        /// A table of the given rows.
        public init(location: Location, rows: [TableRow]) {
            self.location = location
            self.rows = rows
        }
    }

    /// A row of a data table or of examples.
    public struct TableRow: Sendable, Hashable {
        /// The place of the first `|`.
        public var location: Location
        /// The cells.
        public var cells: [TableCell]
        /// The id of the node.
        public var id: String

        /// A row of the given cells.
        public init(location: Location, cells: [TableCell], id: String) {
            self.location = location
            self.cells = cells
            self.id = id
        }
    }

    /// A cell of a table.
    public struct TableCell: Sendable, Hashable {
        /// The place of the first character that is not white space.
        public var location: Location
        /// The content, trimmed, `\n`, `\|` and `\\` resolved.
        public var value: String

        /// A cell of the given content.
        public init(location: Location, value: String) {
            self.location = location
            self.value = value
        }
    }
}
