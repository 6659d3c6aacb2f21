/// Reads feature files for people: tolerant of what a person would read as Gherkin, strict with misspelt keywords.
struct FeatureLoader {
    /// What is wrong in one file.
    struct Broken {
        let path: String
        let bytes: [UInt8]
        let errors: SyntaxErrors
    }

    private let parser = GherkinParser.forPeople

    /// Reads the files of the paths.
    ///
    /// - Parameter ids: Gives the nodes and the pickles their ids.
    /// - Throws: `UsageError` when a path leads to nothing that can be read.
    func load(
        _ paths: [FeaturePath], ids: inout IDCounter
    ) throws(UsageError) -> (features: [FeatureFile], broken: [Broken]) {
        var features: [FeatureFile] = []
        var broken: [Broken] = []
        let finder = FeatureFinder()
        for (path, mediaType) in try finder.files(at: paths) {
            let bytes = try finder.read(path)
            do {
                let document = try parser.parse(bytes, uri: path, mediaType: mediaType, ids: &ids)
                try OutlineGuard.check(document)
                let source = Source(uri: path, data: String(decoding: bytes, as: UTF8.self), mediaType: mediaType)
                let pickles = PickleCompiler.pickles(of: document, ids: &ids)
                features.append(FeatureFile(source: source, document: document, pickles: pickles))
            } catch {
                broken.append(Broken(path: path, bytes: bytes, errors: error))
            }
        }
        return (features, broken)
    }
}
