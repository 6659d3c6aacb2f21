/// The keywords of one language, folded, to find those that were meant.
struct KeywordSpelling: Sendable {
    /// A word before a colon.
    struct Title: Sendable {
        let type: TokenType
        let keyword: String
        let letters: [Character]
    }

    /// The beginning of a step.
    struct Step: Sendable {
        let keyword: String
        let letters: [Character]
        /// The words of `letters`.
        let words: [[Character]]
    }

    let titles: [Title]
    /// The longest first.
    let steps: [Step]

    init(_ dialect: Dialect) {
        let titleLists: [(TokenType, [String])] = [
            (.featureLine, dialect.feature), (.ruleLine, dialect.rule), (.backgroundLine, dialect.background),
            (.scenarioLine, dialect.scenario + dialect.scenarioOutline), (.examplesLine, dialect.examples),
        ]
        titles = titleLists.flatMap { type, keywords in
            keywords.map { Title(type: type, keyword: $0, letters: FoldedText($0).letters) }
        }
        let keywords = dialect.given + dialect.when + dialect.then + dialect.and + dialect.but
        steps = keywords.filter { $0 != "* " }
            .map { keyword in
                let text = FoldedText(keyword)
                return Step(keyword: keyword, letters: text.letters, words: text.words(upTo: text.letters.count))
            }
            .sorted { $0.letters.count > $1.letters.count }
    }

    /// The step keyword that the text begins with, folded. Of several that fold alike (`Etant donné`, `Étant donné`) the
    /// one with most accents: the best French.
    func step(beginning text: FoldedText) -> Step? {
        let candidates = steps.filter { text.letters.starts(with: $0.letters) }
        let longest = candidates.prefix { $0.letters.count == candidates.first?.letters.count }
        return longest.max { $0.keyword.utf8.count < $1.keyword.utf8.count }
    }
}
