/// A feature file as it was read: the `source` message of the Cucumber messages.
public struct Source: Sendable, Hashable {
    /// What language a source is written in.
    public enum MediaType: String, Sendable, Hashable {
        /// A `.feature` file.
        case plain = "text/x.cucumber.gherkin+plain"
        /// A `.feature.md` file: Gherkin in Markdown.
        case markdown = "text/x.cucumber.gherkin+markdown"
    }

    /// Where the source comes from, exactly as it was given.
    public var uri: String
    /// The whole text.
    public var data: String
    /// What language the text is written in.
    public var mediaType: MediaType

    /// A source of the given text.
    public init(uri: String, data: String, mediaType: MediaType) {
        self.uri = uri
        self.data = data
        self.mediaType = mediaType
    }
}

/// Where something was written down: in which file, at which place.
public struct SourceReference: Sendable, Hashable {
    /// The file, as it was given; `nil` where it is not known.
    public var uri: String?
    /// The place in that file; `nil` where it is not known.
    public var location: Location?

    /// A place in a file.
    public init(uri: String? = nil, location: Location? = nil) {
        self.uri = uri
        self.location = location
    }
}
