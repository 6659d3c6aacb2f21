/// Finds the lines that were meant as keywords among those that are none.
///
/// Official parsers take any line below a title that is no keyword for a description:
/// with `Scenario:` instead of `Scénario:`, a scenario and all its steps are swallowed, and a run of no scenario succeeds.
/// For people such a line is an error with a fix. As descriptions are prose, a line that may be prose passes: see
/// `isProse` and `isSentence`.
struct KeywordGuard: NearMissFinder {
    let dialect: Dialect
    let spelling: KeywordSpelling
    /// Of the language that a hasty writer falls into: English in a French file, French in a file that names no language.
    let foreign: KeywordSpelling

    init(language: String) {
        dialect = Dialect.named(language) ?? .standard
        spelling = KeywordSpelling(dialect)
        let isEnglish = dialect.code == Dialect.standard.code
        foreign = KeywordSpelling(isEnglish ? Dialect.named("fr") ?? .standard : .standard)
    }

    /// What was meant by the line when it was meant as a keyword.
    func nearMiss(in place: UnmatchedLine) -> NearMiss? {
        let text = Self.beginning(of: place.line, in: place.bytes)
        return table(text, at: place) ?? title(text, at: place) ?? titleWithoutColon(text, at: place)
            ?? step(text, at: place)
    }

    /// The letters of a line that may be a keyword: no keyword of any language is longer.
    static func beginning(of line: SourceLine, in bytes: [UInt8]) -> FoldedText {
        FoldedText(bytes.text(line.textStart, min(line.end, line.textStart + 240)).prefix(80))
    }
}

extension GherkinParser {
    /// The parser for people: tolerant, and it refuses what the official parsers swallow as description although a keyword
    /// was meant (`Scenario:` in a French file).
    public static let forPeople = GherkinParser(mode: .tolerant, nearMisses: KeywordGuard.init(language:))
}
