/// A keyword that was meant but not written as it must be, and what to do about it.
public struct KeywordMistake: Sendable, Hashable {
    /// What to do.
    public enum Remedy: Sendable, Hashable {
        /// Write this keyword: `Scénario:`.
        case write(String)
        /// The keyword is right and its place is wrong.
        case move
        /// The keyword is of the language of this code, which the file has to name.
        case nameLanguage(String)
        /// A table that belongs to no step: write this keyword above it if these are examples.
        case putUnder(String)
    }

    /// What stands in the file: `Scénario :`.
    public var written: String
    /// What to do.
    public var remedy: Remedy

    /// A mistake and its remedy.
    public init(written: String, remedy: Remedy) {
        self.written = written
        self.remedy = remedy
    }

    /// What is wrong and what to do, in the language of people.
    public func message(in language: ReportLanguage) -> String {
        switch remedy {
        case .write(let keyword):
            language.pick("Vouliez-vous écrire `\(keyword)` ?", "Did you mean `\(keyword)`?")
        case .move:
            language.pick("`\(written)` ne peut pas se trouver ici", "`\(written)` may not stand here")
        case .nameLanguage(let code):
            language.pick(
                "`\(written)` demande `# language: \(code)` en première ligne du fichier",
                "`\(written)` needs `# language: \(code)` in the first line of the file")
        case .putUnder(let keyword):
            language.pick(
                "Ce tableau n'appartient à aucune étape. Vouliez-vous écrire `\(keyword)` au-dessus ?",
                "This table belongs to no step. Did you mean `\(keyword)` above it?")
        }
    }
}
