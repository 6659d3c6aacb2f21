/// `gherkin-run parse`: what the files hold, one JSON message a line, or their tokens.
///
/// Exactly what the official parsers print: no tolerance, ids from one counter, the uri as it was given.
public struct ParseCommand: Sendable {
    /// What to print of a file.
    public enum Content: String, Sendable, Hashable, CaseIterable {
        /// The file itself.
        case source
        /// The tree.
        case ast
        /// The scenarios ready to run.
        case pickles
        /// The lines, each with what the grammar takes it for.
        case tokens
    }

    private let content: Content
    private let paths: [String]
    private let language: ReportLanguage
    private let console: Console

    /// A command that prints the content of the files, and says in a language what it cannot do.
    public init(
        _ content: Content, paths: [String], language: ReportLanguage = .french, console: Console = .standard()
    ) {
        self.content = content
        self.paths = paths
        self.language = language
        self.console = console
    }

    /// Prints the content.
    /// - Returns: `.unparsable` when a file does not parse; its errors are printed in its place.
    public func run() -> ExitCode {
        do {
            let finder = FeatureFinder()
            var events = GherkinEvents(messages)
            var code = ExitCode.success
            for (path, mediaType) in try finder.files(at: paths.map(FeaturePath.init(whole:))) {
                let bytes = try finder.read(path)
                if content == .tokens {
                    code = printTokens(bytes, path, mediaType) ? code : .unparsable
                } else {
                    events.read(bytes, uri: path, mediaType: mediaType) { event in
                        if case .parseError = event { code = .unparsable }
                        print(event)
                    }
                }
            }
            return code
        } catch {
            console.writeError(error.description(in: language) + "\n")
            return .unusable
        }
    }

    private var messages: GherkinEvents.Content {
        switch content {
        case .source: .source
        case .ast: .document
        case .pickles: .pickles
        case .tokens: []
        }
    }

    /// - Returns: Whether the file parses.
    private func printTokens(_ bytes: [UInt8], _ path: String, _ mediaType: Source.MediaType) -> Bool {
        do {
            for line in try GherkinParser().tokens(bytes, mediaType: mediaType) { console.write(line + "\n") }
            return true
        } catch {
            for error in error.parseErrors(uri: path) { print(.parseError(error)) }
            return false
        }
    }

    private func print(_ event: GherkinEvent) {
        var writer = JSONWriter()
        writer.value(event)
        writer.endLine()
        console.write(writer.text)
    }
}
