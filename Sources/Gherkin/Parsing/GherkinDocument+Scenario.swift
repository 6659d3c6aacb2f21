extension GherkinDocument {
    /// A scenario or, when it has examples, a scenario outline.
    public struct Scenario: Sendable, Hashable {
        /// The place of the keyword.
        public var location: Location
        /// The tags above the keyword.
        public var tags: [Tag]
        /// The keyword as it was written, without the colon.
        public var keyword: String
        /// The rest of the keyword's line.
        public var name: String
        /// The lines up to the first step, trailing blank lines cut; empty when there are none.
        public var description: String
        /// The steps.
        public var steps: [Step]
        /// The examples of an outline; empty in a plain scenario.
        public var examples: [Examples]
        /// The id of the node.
        public var id: String

        /// A scenario of the given parts.
        public init(
            location: Location, tags: [Tag], keyword: String, name: String, description: String, steps: [Step],
            examples: [Examples], id: String
        ) {
            self.location = location
            self.tags = tags
            self.keyword = keyword
            self.name = name
            self.description = description
            self.steps = steps
            self.examples = examples
            self.id = id
        }
    }

    /// One table of values of a scenario outline.
    public struct Examples: Sendable, Hashable {
        /// The place of the keyword.
        public var location: Location
        /// The tags above the keyword.
        public var tags: [Tag]
        /// The keyword as it was written, without the colon.
        public var keyword: String
        /// The rest of the keyword's line.
        public var name: String
        /// The lines up to the table, trailing blank lines cut; empty when there are none.
        public var description: String
        /// The first row, which names the parameters; `nil` when there is no table.
        public var tableHeader: TableRow?
        /// The other rows: a pickle each.
        public var tableBody: [TableRow]
        /// The id of the node.
        public var id: String

        /// Examples of the given parts.
        public init(
            location: Location, tags: [Tag], keyword: String, name: String, description: String,
            tableHeader: TableRow?, tableBody: [TableRow], id: String
        ) {
            self.location = location
            self.tags = tags
            self.keyword = keyword
            self.name = name
            self.description = description
            self.tableHeader = tableHeader
            self.tableBody = tableBody
            self.id = id
        }
    }
}
