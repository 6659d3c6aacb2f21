/// Reads feature files.
///
///     var ids = IDCounter()
///     let document = try GherkinParser().parse(bytes, uri: "radio.feature", ids: &ids)
///     for pickle in PickleCompiler.pickles(of: document, ids: &ids) { … }
/// See docs/decisions/runner.md, « Official and tolerant parsing ».
public struct GherkinParser: Sendable {
    /// For whom the files are read.
    public var mode: ParsingMode
    /// The language of files that name none; English unless told otherwise.
    public var dialect: Dialect
    private let makeNearMissFinder: MakeNearMissFinder?

    /// A parser.
    /// - Parameters:
    ///   - mode: for whom the files are read.
    ///   - dialect: the language of files that name none; `nil` is English.
    public init(mode: ParsingMode = .conformance, dialect: Dialect? = nil) {
        self.init(mode: mode, dialect: dialect, nearMisses: nil)
    }

    /// A parser that also refuses the lines that were meant as keywords.
    init(mode: ParsingMode, dialect: Dialect? = nil, nearMisses: MakeNearMissFinder?) {
        self.mode = mode
        self.dialect = dialect ?? .standard
        makeNearMissFinder = nearMisses
    }

    /// The document that a file holds.
    /// - Parameters:
    ///   - bytes: the whole file, in UTF-8.
    ///   - uri: where the file comes from; the document repeats it.
    ///   - mediaType: plain Gherkin, or Gherkin in Markdown.
    ///   - ids: gives the nodes their ids.
    /// - Throws: all that is wrong in the file; no part of the document is then given.
    public func parse(
        _ bytes: [UInt8], uri: String? = nil, mediaType: Source.MediaType = .plain, ids: inout IDCounter
    ) throws(SyntaxErrors) -> GherkinDocument {
        var result = try read(bytes, mediaType: mediaType, ids: ids, listing: nil)
        ids = result.ids
        result.document.uri = uri
        return result.document
    }

    /// The lines of a file as the reference's token listings show them, one text a token.
    public func tokens(_ bytes: [UInt8], mediaType: Source.MediaType = .plain) throws(SyntaxErrors) -> [String] {
        try read(bytes, mediaType: mediaType, ids: IDCounter(), listing: TokenListing()).listing?.lines ?? []
    }

    private func read(
        _ bytes: [UInt8], mediaType: Source.MediaType, ids: IDCounter, listing: TokenListing?
    ) throws(SyntaxErrors) -> ParsedFile {
        if mode == .tolerant, let error = TextEncoding.error(in: bytes) {
            throw SyntaxErrors(errors: [error])
        }
        // The reference takes a byte order mark for a part of the first word.
        let start = mode == .tolerant ? ByteOrderMark.length(in: bytes) : 0
        switch mediaType {
        case .plain:
            let matcher = PlainTokenMatcher(bytes, dialect: dialect, mode: mode)
            var parser = Parser(
                bytes, from: start, matcher: matcher, ids: ids, listing: listing, nearMisses: makeNearMissFinder)
            return try parser.parse()
        case .markdown:
            // No near misses: in Markdown most lines are prose, and a keyword stands behind a `#` or a bullet.
            let matcher = MarkdownTokenMatcher(bytes, dialect: dialect, mode: mode)
            var parser = Parser(bytes, from: start, matcher: matcher, ids: ids, listing: listing)
            return try parser.parse()
        }
    }
}

/// What one file gives.
struct ParsedFile {
    var document: GherkinDocument
    var listing: TokenListing?
    var ids: IDCounter
}

/// For whom a feature file is read.
public enum ParsingMode: Sendable, Hashable {
    /// For machines: exactly what the official Gherkin parsers do.
    case conformance
    /// For people: accepts what a person would read as Gherkin (a byte order mark, `fr-FR`, typographic apostrophes and
    /// no-break spaces in keywords, letters and accents apart). See also ``GherkinParser/forPeople``.
    case tolerant
}
