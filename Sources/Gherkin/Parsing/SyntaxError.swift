/// One thing that is wrong in the text of a feature file.
public struct SyntaxError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// The line is none of those that may stand here. The names are the reference's: `#StepLine`, `#EOF`.
        case unexpectedLine(text: String, expected: [String])
        /// The file ends where something has to follow.
        case unexpectedEndOfFile(expected: [String])
        /// The `# language:` header names a language that Gherkin does not know.
        case unknownLanguage(String)
        /// The file is not in UTF-8: only in `ParsingMode.tolerant`, the official parsers read U+FFFD.
        case otherEncoding(TextEncoding)
        /// White space inside a tag.
        case whiteSpaceInTag
        /// A row that has not as many cells as the first row of its table.
        case inconsistentCellCount
        /// A keyword was meant but not written as it must be: only a parser with a
        /// `NearMissFinder` finds it.
        case keyword(KeywordMistake)
        /// With this row of examples the file becomes more text than the limit, in bytes: only in
        /// `ParsingMode.tolerant`, see `OutlineGuard`.
        case examplesTooLong(limit: Int)
    }

    /// The place. At the end of the file there is no column.
    public var location: Location
    /// What is wrong.
    public var kind: Kind

    /// An error at the given place.
    public init(location: Location, kind: Kind) {
        self.location = location
        self.kind = kind
    }

    /// The text of the error in the Cucumber messages: the official English text, and the place before it.
    public var message: String {
        "(\(location.line):\(location.column ?? 0)): \(text)"
    }

    private var text: String {
        switch kind {
        case .unexpectedLine(let text, let expected):
            "expected: \(expected.joined(separator: ", ")), got '\(text)'"
        case .unexpectedEndOfFile(let expected):
            "unexpected end of file, expected: \(expected.joined(separator: ", "))"
        case .unknownLanguage(let name):
            "Language not supported: \(name)"
        case .otherEncoding(let encoding):
            "The file is not in UTF-8 but, it seems, in \(encoding.rawValue)"
        case .whiteSpaceInTag:
            "A tag may not contain whitespace"
        case .inconsistentCellCount:
            "inconsistent cell count within the table"
        case .keyword(let mistake):
            mistake.message
        case .examplesTooLong(let limit):
            "the examples, filled in, are longer than \(limit) bytes"
        }
    }
}

/// All that is wrong in the text of one feature file, in the order in which a parser meets it.
public struct SyntaxErrors: Error, Sendable, Hashable {
    /// One error at least; eleven at most, as in the official parsers.
    public var errors: [SyntaxError]

    /// The errors of a file.
    public init(errors: [SyntaxError]) {
        self.errors = errors
    }

    /// The errors as the Cucumber messages have them.
    public func parseErrors(uri: String?) -> [ParseError] {
        errors.map {
            ParseError(source: SourceReference(uri: uri, location: $0.location), message: $0.message)
        }
    }
}

/// What is wrong in a feature file: the `parseError` message of the Cucumber messages.
public struct ParseError: Error, Sendable, Hashable {
    /// The file and the place.
    public var source: SourceReference
    /// The official English text, which begins with the place: `(2:1): expected: #EOF, …`.
    public var message: String

    /// An error of the given text at the given place.
    public init(source: SourceReference, message: String) {
        self.source = source
        self.message = message
    }
}
