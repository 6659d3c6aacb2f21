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

    private let language: String
    private let spelling: KeywordSpelling
    private let english: KeywordSpelling

    init(language: String) {
        self.language = language
        spelling = KeywordSpelling(Dialect.named(language) ?? .standard)
        english = KeywordSpelling(.standard)
    }

    /// The error when the line was meant as a keyword.
    func error(at place: Place) -> SyntaxError? {
        guard let mistake = mistake(at: place) else {
            return nil
        }
        let location = Location(line: place.line.number, column: place.line.indent + 1)
        return SyntaxError(location: location, kind: .keyword(mistake))
    }

    private func mistake(at place: Place) -> KeywordMistake? {
        let text = Self.beginning(of: place.line, in: place.bytes)
        return table(text, at: place) ?? title(text, at: place) ?? titleWithoutColon(text, at: place)
            ?? step(text, at: place)
    }

    /// The letters of a line that may be a keyword: no keyword of any language is longer.
    private static func beginning(of line: SourceLine, in bytes: [UInt8]) -> FoldedText {
        FoldedText(bytes.text(line.textStart, min(line.end, line.textStart + 240)).prefix(80))
    }
}

// MARK: Titles

extension KeywordGuard {
    /// A word before a colon that is nearly a title, or a title in the wrong place.
    private func title(_ text: FoldedText, at place: Place) -> KeywordMistake? {
        guard let colon = text.letters.firstIndex(of: ":") else {
            return nil
        }
        let words = text.letters[..<colon]
        guard let last = words.lastIndex(where: { $0 != " " }) else {
            return nil
        }
        let name = words[...last]
        let written = text.written(...colon)
        if let title = spelling.titles.first(where: { $0.letters.elementsEqual(name) }) {
            let right = spelling.titles.first { "\($0.keyword):" == written }
            if right != nil, !place.isSwallowed || followsBody(of: title.type, at: place) {
                return KeywordMistake(written: written, remedy: .move)
            }
            guard right == nil, !place.isSwallowed || !isProse(title, name: text.written(...last), at: place) else {
                return nil
            }
            return KeywordMistake(written: written, remedy: .write(title.keyword + ":"))
        }
        if let title = english.titles.first(where: { "\($0.keyword):" == written }),
            let own = spelling.titles.first(where: { $0.type == title.type && isOutline($0) == isOutline(title) })
        {
            return KeywordMistake(written: written, remedy: .write(own.keyword + ":"))
        }
        let near = spelling.titles.first {
            $0.letters.count >= 6
                && FoldedText.areNear(name, $0.letters, within: $0.letters.count >= 12 ? 2 : 1)
        }
        if let near, !place.isSwallowed || followsBody(of: near.type, at: place) {
            return KeywordMistake(written: written, remedy: .write(near.keyword + ":"))
        }
        if place.state == .start, let code = Self.language(ofFeature: name) {
            return KeywordMistake(written: written, remedy: .nameLanguage(code))
        }
        return nil
    }

    /// `Scénario Une panne` above a step: the colon is missing.
    private func titleWithoutColon(_ text: FoldedText, at place: Place) -> KeywordMistake? {
        let title = spelling.titles.last {
            $0.type == .scenarioLine && text.letters.starts(with: $0.letters + [" "])
        }
        guard let title, !text.letters.contains(":"), followsBody(of: .scenarioLine, at: place) else {
            return nil
        }
        let written = text.written(..<title.letters.count)
        return KeywordMistake(written: written, remedy: .write(title.keyword + ":"))
    }

    /// Whether a title that is only not quite well written may be prose: « Exemple : un créateur coupe son micro. »
    private func isProse(_ title: KeywordSpelling.Title, name: String, at place: Place) -> Bool {
        // Nobody writes `Regle` in a sentence: a missing accent is a slip of a keyword.
        guard name.lowercased() == title.keyword.lowercased() else {
            return false
        }
        // French puts a space before the colon, so these words of everyday prose are titles only above what is theirs.
        let isEverydayWord =
            language != "fr" || ["exemple", "exemples", "contexte", "règle"].contains(name.lowercased())
        return isEverydayWord && !followsBody(of: title.type, at: place)
    }

    /// Whether the next line is what a title of the type has below it.
    private func followsBody(of type: TokenType, at place: Place) -> Bool {
        var scanner = LineScanner(place.bytes, from: min(place.line.end + 1, place.bytes.count))
        while true {
            let next = scanner.next()
            guard !next.isEndOfFile else {
                return false
            }
            guard !next.line.isBlank, place.bytes[next.line.textStart] != UInt8(ascii: "#") else {
                continue
            }
            let first = place.bytes[next.line.textStart]
            let text = Self.beginning(of: next.line, in: place.bytes)
            switch type {
            case .examplesLine: return first == UInt8(ascii: "|")
            case .scenarioLine, .backgroundLine: return spelling.step(beginning: text) != nil
            default: return first == UInt8(ascii: "@") || isTitle(text)
            }
        }
    }

    private func isTitle(_ text: FoldedText) -> Bool {
        guard let colon = text.letters.firstIndex(of: ":"),
            let last = text.letters[..<colon].lastIndex(where: { $0 != " " })
        else {
            return false
        }
        return spelling.titles.contains { $0.letters.elementsEqual(text.letters[...last]) }
    }

    private func isOutline(_ title: KeywordSpelling.Title) -> Bool {
        title.type == .scenarioLine && title.letters.contains(" ")
    }

    /// The language whose features begin with the word; French, when several do.
    private static func language(ofFeature name: ArraySlice<Character>) -> String? {
        let codes = Dialect.all.filter { dialect in
            dialect.feature.contains { FoldedText($0).letters.elementsEqual(name) }
        }.map(\.code)
        return codes.contains("fr") ? "fr" : codes.first
    }
}

// MARK: Steps and tables

extension KeywordGuard {
    /// The beginning of a step in the wrong case or without its accents, or in English.
    private func step(_ text: FoldedText, at place: Place) -> KeywordMistake? {
        guard place.allowsSteps else {
            return nil
        }
        if let step = spelling.step(beginning: text) {
            let written = text.written(..<step.letters.count)
            guard !place.isSwallowed || !isSentence(text, at: place) else {
                return nil
            }
            return KeywordMistake(written: trimmed(written), remedy: .write(trimmed(step.keyword)))
        }
        // « And » and « But » may be names; « But » is a French word.
        let words: [(String, [String])] = [
            ("Given ", dialect.given), ("When ", dialect.when), ("Then ", dialect.then),
        ]
        for (word, keywords) in words where text.written.starts(with: word) {
            let own = keywords.filter { $0 != "* " && $0 != word && $0.hasSuffix(" ") }
            // Of « Soit », « Etant donné » and « Étant donné », the best French has its accents.
            if let keyword = own.max(by: { accents($0) < accents($1) }) {
                return KeywordMistake(written: trimmed(word), remedy: .write(trimmed(keyword)))
            }
        }
        return nil
    }

    /// Whether the line goes on with a sentence of the line above: « … ce qui se passe / quand le créateur coupe. »
    private func isSentence(_ text: FoldedText, at place: Place) -> Bool {
        guard text.written.first?.isLowercase == true,
            place.state == .scenarioDescription || place.state == .backgroundDescription
        else {
            return false
        }
        return !(place.previousLine?.isBlank ?? true)
    }

    /// A table right below the title of a scenario: `Exemple:` was written for `Exemples:`, most often.
    private func table(_ text: FoldedText, at place: Place) -> KeywordMistake? {
        guard text.letters.first == "|", place.isSwallowed, place.allowsSteps, let keyword = dialect.examples.first
        else {
            return nil
        }
        // One error a table: its first row tells.
        if let previous = place.previousLine, !previous.isBlank, place.bytes[previous.textStart] == UInt8(ascii: "|") {
            return nil
        }
        return KeywordMistake(written: "|", remedy: .putUnder(keyword + ":"))
    }

    private var dialect: Dialect { Dialect.named(language) ?? .standard }

    private func accents(_ keyword: String) -> Int {
        keyword.unicodeScalars.count { !$0.isASCII }
    }

    private func trimmed(_ keyword: String) -> String {
        let last = keyword.lastIndex { !$0.isWhitespace }
        return last.map { String(keyword[...$0]) } ?? keyword
    }
}
