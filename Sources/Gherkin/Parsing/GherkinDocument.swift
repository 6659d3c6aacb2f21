/// The abstract syntax tree of one feature file: the `gherkinDocument` message of the Cucumber messages.
///
/// The nodes have the names, the fields and the optional fields of the messages' JSON Schema. The ids of the nodes are
/// decimal numbers from one counter, in the order in which the nodes end.
public struct GherkinDocument: Sendable, Hashable {
    /// Where the document comes from, exactly as it was given.
    public var uri: String?
    /// The feature; `nil` when the file holds nothing but comments.
    public var feature: Feature?
    /// All comments of the file, in the order of their lines.
    public var comments: [Comment]

    /// A document of the given parts.
    public init(uri: String? = nil, feature: Feature? = nil, comments: [Comment] = []) {
        self.uri = uri
        self.feature = feature
        self.comments = comments
    }
}

extension GherkinDocument {
    /// A comment, with its leading white space and its `#`.
    public struct Comment: Sendable, Hashable {
        /// The line, and column 1.
        public var location: Location
        /// The whole line.
        public var text: String

        /// A comment of the given text.
        public init(location: Location, text: String) {
            self.location = location
            self.text = text
        }
    }

    /// A tag of a feature, a rule, a scenario or examples.
    public struct Tag: Sendable, Hashable {
        /// The place of its `@`.
        public var location: Location
        /// The name, `@` included.
        public var name: String
        /// The id of the node.
        public var id: String

        /// A tag of the given name.
        public init(location: Location, name: String, id: String) {
            self.location = location
            self.name = name
            self.id = id
        }
    }
}
