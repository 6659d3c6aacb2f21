extension Pickle {
    /// A step ready to run.
    public struct Step: Sendable, Hashable {
        /// What the step is for.
        public enum Kind: String, Sendable, Hashable {
            /// The keyword does not tell: `* `.
            case unknown = "Unknown"
            /// Given.
            case context = "Context"
            /// When.
            case action = "Action"
            /// Then.
            case outcome = "Outcome"
        }

        /// The table and the text block; `nil` when the step has neither.
        public var argument: StepArgument?
        /// The id of the step and, in an outline's own steps, that of the row of examples.
        public var astNodeIds: [String]
        /// The id, from the counter that gave the document's nodes their ids.
        public var id: String
        /// What the step is for; `and` and `but` steps have the kind of the step before.
        public var type: Kind?
        /// The text without the keyword, parameters filled in.
        public var text: String

        /// A step of the given parts.
        public init(
            argument: StepArgument? = nil, astNodeIds: [String], id: String, type: Kind? = nil, text: String
        ) {
            self.argument = argument
            self.astNodeIds = astNodeIds
            self.id = id
            self.type = type
            self.text = text
        }
    }

    /// What a step carries besides its text: a text block, a table, or both.
    public struct StepArgument: Sendable, Hashable {
        /// The text block.
        public var docString: DocString?
        /// The table.
        public var dataTable: Table?

        /// An argument of the given parts.
        public init(docString: DocString? = nil, dataTable: Table? = nil) {
            self.docString = docString
            self.dataTable = dataTable
        }
    }

    /// A text block, parameters filled in.
    public struct DocString: Sendable, Hashable {
        /// 1 or 2 when the step carries a table too: which of them was written first.
        public var argumentIndex: Int?
        /// What is written behind the opening delimiter; `nil` when nothing is.
        public var mediaType: String?
        /// The text.
        public var content: String

        /// A doc string of the given content.
        public init(argumentIndex: Int? = nil, mediaType: String? = nil, content: String) {
            self.argumentIndex = argumentIndex
            self.mediaType = mediaType
            self.content = content
        }
    }

    /// A table, parameters filled in.
    public struct Table: Sendable, Hashable {
        /// 1 or 2 when the step carries a text block too: which of them was written first.
        public var argumentIndex: Int?
        /// The rows, all with the same number of cells.
        public var rows: [TableRow]

        /// A table of the given rows.
        public init(argumentIndex: Int? = nil, rows: [TableRow]) {
            self.argumentIndex = argumentIndex
            self.rows = rows
        }
    }

    /// A row of a table.
    public struct TableRow: Sendable, Hashable {
        /// The cells.
        public var cells: [TableCell]

        /// A row of the given cells.
        public init(cells: [TableCell]) {
            self.cells = cells
        }
    }

    /// A cell of a table.
    public struct TableCell: Sendable, Hashable {
        /// The content.
        public var value: String

        /// A cell of the given content.
        public init(value: String) {
            self.value = value
        }
    }
}
