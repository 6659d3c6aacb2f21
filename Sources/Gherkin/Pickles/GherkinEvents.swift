/// What reading a feature file gives, in the order of the Cucumber messages.
public enum GherkinEvent: Sendable, Hashable, JSONWritable {
    /// The file as it was read.
    case source(Source)
    /// Its document.
    case gherkinDocument(GherkinDocument)
    /// One of its pickles.
    case pickle(Pickle)
    /// One thing that is wrong in it.
    case parseError(ParseError)

    /// Writes the envelope of the message: an object with one field, named after the message.
    public func write(to writer: inout JSONWriter) {
        writer.object {
            switch self {
            case .source(let source): $0.field("source", source)
            case .gherkinDocument(let document): $0.field("gherkinDocument", document)
            case .pickle(let pickle): $0.field("pickle", pickle)
            case .parseError(let error): $0.field("parseError", error)
            }
        }
    }
}

/// Reads feature files one after the other and gives what is in them, one message at a time.
public struct GherkinEvents: Sendable {
    /// Which messages are wanted; errors always are.
    public struct Content: OptionSet, Sendable {
        /// The bits.
        public let rawValue: Int
        /// A choice of the given bits.
        public init(rawValue: Int) {
            self.rawValue = rawValue
        }
        /// The files themselves.
        public static let source = Content(rawValue: 1)
        /// The documents.
        public static let document = Content(rawValue: 2)
        /// The pickles.
        public static let pickles = Content(rawValue: 4)
    }

    private let parser: GherkinParser
    private let content: Content
    /// Gives the nodes and the pickles their ids, from file to file.
    public private(set) var ids: IDCounter

    /// A reader that gives the wanted messages.
    public init(_ content: Content, parser: GherkinParser = GherkinParser(), ids: IDCounter = IDCounter()) {
        self.parser = parser
        self.content = content
        self.ids = ids
    }

    /// Reads one file and gives each message as soon as it is made. A file with errors gives its errors and nothing else.
    /// - Parameters:
    ///   - bytes: the whole file, in UTF-8.
    ///   - uri: where it comes from; the messages repeat it.
    ///   - mediaType: plain Gherkin, or Gherkin in Markdown.
    ///   - receive: takes the messages.
    public mutating func read<Failure: Error>(
        _ bytes: [UInt8], uri: String, mediaType: Source.MediaType, _ receive: (GherkinEvent) throws(Failure) -> Void
    ) throws(Failure) {
        let document: GherkinDocument
        do {
            document = try parser.parse(bytes, uri: uri, mediaType: mediaType, ids: &ids)
        } catch {
            for error in error.parseErrors(uri: uri) {
                try receive(.parseError(error))
            }
            return
        }
        if content.contains(.source) {
            let text = String(decoding: bytes, as: UTF8.self)
            try receive(.source(Source(uri: uri, data: text, mediaType: mediaType)))
        }
        if content.contains(.document) {
            try receive(.gherkinDocument(document))
        }
        if content.contains(.pickles) {
            try PickleCompiler.compile(document, ids: &ids) { pickle throws(Failure) in
                try receive(.pickle(pickle))
            }
        }
    }
}
