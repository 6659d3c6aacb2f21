/// A feature file that parsed: its text, its tree and its scenarios.
public struct FeatureFile: Sendable {
    /// The file as it was read.
    public let source: Source
    /// The tree.
    public let document: GherkinDocument
    /// The scenarios ready to run.
    public let pickles: [Pickle]

    /// A feature file that parsed.
    public init(source: Source, document: GherkinDocument, pickles: [Pickle]) {
        self.source = source
        self.document = document
        self.pickles = pickles
    }
}
