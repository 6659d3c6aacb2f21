/// One scenario ready to run: backgrounds put before it, parameters of an outline filled in, tags inherited. The `pickle`
/// message of the Cucumber messages.
public struct Pickle: Sendable, Hashable {
    /// The id, from the counter that gave the document's nodes their ids.
    public var id: String
    /// Where the scenario comes from, exactly as it was given.
    public var uri: String
    /// The place of the scenario or, in an outline, of the row of examples.
    public var location: Location?
    /// The name, parameters filled in.
    public var name: String
    /// The code of the language: `fr`.
    public var language: String
    /// The steps, those of the backgrounds first; empty when the scenario itself has none.
    public var steps: [Step]
    /// The tags of the feature, the rule, the scenario and the examples.
    public var tags: [Tag]
    /// The id of the scenario and, in an outline, that of the row of examples.
    public var astNodeIds: [String]

    /// A pickle of the given parts.
    public init(
        id: String, uri: String, location: Location? = nil, name: String, language: String, steps: [Step], tags: [Tag],
        astNodeIds: [String]
    ) {
        self.id = id
        self.uri = uri
        self.location = location
        self.name = name
        self.language = language
        self.steps = steps
        self.tags = tags
        self.astNodeIds = astNodeIds
    }
}

extension Pickle {
    /// A tag that a pickle has of its own or inherits.
    public struct Tag: Sendable, Hashable {
        /// The name, `@` included.
        public var name: String
        /// The id of the tag's node.
        public var astNodeId: String

        /// A tag of the given name.
        public init(name: String, astNodeId: String) {
            self.name = name
            self.astNodeId = astNodeId
        }
    }
}
