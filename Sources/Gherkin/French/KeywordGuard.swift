/// Finds the lines that were meant as keywords among those that are none.
///
/// Here the modes of `ParsingMode` part. Official parsers take any line below a title that is no keyword for a description:
/// with `Scenario:` instead of `Scénario:`, a scenario and all its steps are swallowed, and a run of no scenario succeeds.
/// For people such a line is an error with a fix. As descriptions are prose, a line that may be prose passes: see
/// `isProse` and `isSentence`.
struct KeywordGuard {
    /// The line in question and where it stands.
    struct Place {
        let line: SourceLine
        let bytes: [UInt8]
        let state: GrammarState

        /// Whether an official parser would take the line for a description; it refuses the line elsewhere.
        var isSwallowed: Bool { state.isDescription }

        /// The line above; `nil` in the first line.
        var previousLine: SourceLine? {
            guard line.start > 0 else {
                return nil
            }
            let end = line.start - 1
            let start = bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            return SourceLine(number: line.number - 1, start: start, end: end, in: bytes)
        }

        /// Whether a step may stand here.
        var allowsSteps: Bool {
            switch state {
            case .background, .backgroundDescription, .scenario, .scenarioDescription, .step, .table,
                .docStringAfterTableEnd, .docStringEnd, .tableAfterDocString:
                true
            default:
                false
            }
        }
    }

    /// A line that was meant as a keyword.
    struct Finding {
        let mistake: KeywordMistake
        /// What the line was meant to be, for the parser to go on as if it were; `nil` where that makes no sense.
        var intended: TokenType?
    }

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
    func finding(at place: Place) -> Finding? {
        let text = Self.beginning(of: place.line, in: place.bytes)
        return table(text, at: place) ?? title(text, at: place) ?? titleWithoutColon(text, at: place)
            ?? step(text, at: place)
    }

    /// The letters of a line that may be a keyword: no keyword of any language is longer.
    static func beginning(of line: SourceLine, in bytes: [UInt8]) -> FoldedText {
        FoldedText(bytes.text(line.textStart, min(line.end, line.textStart + 240)).prefix(80))
    }
}
