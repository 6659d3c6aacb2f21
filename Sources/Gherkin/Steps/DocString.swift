/// The text block below a step, as the step's closure takes it.
public struct DocString: Sendable, Hashable {
    /// The text, lines separated by a line feed.
    public let content: String
    /// What is written behind the opening delimiter; `nil` when nothing is.
    public let mediaType: String?

    /// A text block of the given content.
    public init(content: String, mediaType: String? = nil) {
        self.content = content
        self.mediaType = mediaType
    }

    init(_ docString: Pickle.DocString) {
        self.init(content: docString.content, mediaType: docString.mediaType)
    }
}
