/// Steps, and tables that belong to none.
extension KeywordGuard {
    /// The beginning of a step in the wrong case or without its accents, in English, or misspelt.
    func step(_ text: FoldedText, at place: UnmatchedLine) -> NearMiss? {
        guard place.allowsSteps else {
            return nil
        }
        if let step = spelling.step(beginning: text) {
            let written = text.written(..<step.letters.count)
            guard !place.isSwallowed || !isSentence(text, at: place) else {
                return nil
            }
            return finding(trimmed(written), meant: step.keyword)
        }
        return foreignStep(text) ?? misspeltStep(text, at: place)
    }

    /// A step in the other language.
    private func foreignStep(_ text: FoldedText) -> NearMiss? {
        guard let step = foreign.step(beginning: text), text.written.starts(with: step.keyword) else {
            return nil
        }
        let written = trimmed(step.keyword)
        guard dialect.code != Dialect.standard.code else {
            // « Et », « Soit » may be the beginning of an English name.
            return written.count > 4
                ? NearMiss(mistake: KeywordMistake(written: written, remedy: .nameLanguage("fr"))) : nil
        }
        // « And » and « But » may be names; « But » is a French word.
        let words = ["Given ": dialect.given, "When ": dialect.when, "Then ": dialect.then]
        let own = (words[step.keyword] ?? []).filter { $0 != "* " && $0 != step.keyword && $0.hasSuffix(" ") }
        // Of « Soit », « Etant donné » and « Étant donné », the best French has its accents.
        return own.max { accents($0) < accents($1) }
            .map { finding(written, meant: $0) }
    }

    func finding(_ written: String, meant keyword: String) -> NearMiss {
        NearMiss(mistake: KeywordMistake(written: written, remedy: .write(trimmed(keyword))), intended: .stepLine)
    }

    /// Whether the line goes on with a sentence of the line above: « … ce qui se passe / quand le créateur coupe. »
    func isSentence(_ text: FoldedText, at place: UnmatchedLine) -> Bool {
        guard text.written.first?.isLowercase == true,
            place.state == .scenarioDescription || place.state == .backgroundDescription
        else {
            return false
        }
        return !(place.previousLine?.isBlank ?? true)
    }

    /// A table right below the title of a scenario: `Exemple:` was written for `Exemples:`, most often.
    func table(_ text: FoldedText, at place: UnmatchedLine) -> NearMiss? {
        guard text.letters.first == "|", place.isSwallowed, place.allowsSteps, let keyword = dialect.examples.first
        else {
            return nil
        }
        // One error a table: its first row tells.
        if let previous = place.previousLine, !previous.isBlank, place.bytes[previous.textStart] == UInt8(ascii: "|") {
            return nil
        }
        return NearMiss(mistake: KeywordMistake(written: "|", remedy: .putUnder(keyword + ":")))
    }

    private func accents(_ keyword: String) -> Int {
        keyword.unicodeScalars.count { !$0.isASCII }
    }

    func trimmed(_ keyword: String) -> String {
        let last = keyword.lastIndex { !$0.isWhitespace }
        return last.map { String(keyword[...$0]) } ?? keyword
    }
}
