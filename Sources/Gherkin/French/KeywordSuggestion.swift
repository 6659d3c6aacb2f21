/// A keyword that was meant but not written as it must be, and the fix.
public struct KeywordSuggestion: Sendable, Hashable {
    /// What stands in the file: `Scénario :`.
    public var written: String
    /// What has to stand there: `Scénario:`; `nil` when the words are right and the place is wrong.
    public var correct: String?

    /// The error in the language of people.
    public func message(in language: ReportLanguage) -> String {
        guard let correct else {
            return language.pick(
                "`\(written)` ne peut pas se trouver ici", "`\(written)` may not stand here")
        }
        return language.pick("Vouliez-vous écrire `\(correct)` ?", "Did you mean `\(correct)`?")
    }
}
