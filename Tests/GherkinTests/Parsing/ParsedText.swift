import Gherkin

/// Reads a text and gives what a test looks at.
struct ParsedText {
    let document: GherkinDocument
    let pickles: [Pickle]

    init(
        _ text: String, parser: GherkinParser = GherkinParser(), mediaType: Source.MediaType = .plain
    ) throws(SyntaxErrors) {
        var ids = IDCounter()
        document = try parser.parse(Array(text.utf8), mediaType: mediaType, ids: &ids)
        pickles = PickleCompiler.pickles(of: document, ids: &ids)
    }

    var scenarios: [GherkinDocument.Scenario] {
        document.feature?.children.compactMap { child in
            if case .scenario(let scenario) = child { scenario } else { nil }
        } ?? []
    }

    /// The errors of a text; none when it is right.
    static func errors(in text: String, parser: GherkinParser = GherkinParser()) -> [SyntaxError] {
        do {
            _ = try ParsedText(text, parser: parser)
            return []
        } catch {
            return error.errors
        }
    }
}
