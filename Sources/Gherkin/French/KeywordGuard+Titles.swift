/// Words before a colon.
extension KeywordGuard {
    /// A word before a colon that is nearly a title, or a title in the wrong place.
    func title(_ text: FoldedText, at place: UnmatchedLine) -> NearMiss? {
        guard let colon = text.letters.firstIndex(of: ":"),
            let last = text.letters[..<colon].lastIndex(where: { $0 != " " })
        else {
            return nil
        }
        let name = text.letters[...last]
        let written = text.written(...colon)
        if let title = spelling.titles.first(where: { $0.letters.elementsEqual(name) }) {
            return ownTitle(title, written: written, name: text.written(...last), at: place)
        }
        return titleOfOtherLanguage(name, written: written, at: place)
            ?? mistypedTitle(name, written: written, at: place)
    }

    /// The right word, in the wrong place or with the wrong capitals, accents or spaces.
    private func ownTitle(
        _ title: KeywordSpelling.Title, written: String, name: String, at place: UnmatchedLine
    ) -> NearMiss? {
        let isRight = spelling.titles.contains { "\($0.keyword):" == written }
        let isMeant =
            isRight ? followsBody(of: title.type, at: place) : !isProse(title, name: name, at: place)
        guard isMeant || !place.isSwallowed else {
            return nil
        }
        if isRight {
            return NearMiss(mistake: KeywordMistake(written: written, remedy: .move))
        }
        return finding(written, meant: title)
    }

    private func titleOfOtherLanguage(
        _ name: ArraySlice<Character>, written: String, at place: UnmatchedLine
    ) -> NearMiss? {
        if place.state == .start, dialect.code == Dialect.standard.code, let code = Self.language(ofFeature: name) {
            return NearMiss(mistake: KeywordMistake(written: written, remedy: .nameLanguage(code)))
        }
        guard let title = foreign.titles.first(where: { "\($0.keyword):" == written }) else {
            return nil
        }
        return spelling.titles.first { $0.type == title.type && isOutline($0) == isOutline(title) }
            .map { finding(written, meant: $0) }
    }

    /// `Senario:`, `Fonctionalité:`: a letter too few, too many or wrong; two in a long word.
    private func mistypedTitle(
        _ name: ArraySlice<Character>, written: String, at place: UnmatchedLine
    ) -> NearMiss? {
        let near = spelling.titles.first {
            $0.letters.count >= 6
                && FoldedText.areNear(name, $0.letters, within: $0.letters.count >= 12 ? 2 : 1)
        }
        guard let near, !place.isSwallowed || followsBody(of: near.type, at: place) else {
            return nil
        }
        return finding(written, meant: near)
    }

    /// `Scénario Une panne` above a step: the colon is missing.
    func titleWithoutColon(_ text: FoldedText, at place: UnmatchedLine) -> NearMiss? {
        let title = spelling.titles.last {
            $0.type == .scenarioLine && text.letters.starts(with: $0.letters + [" "])
        }
        guard let title, !text.letters.contains(":"), followsBody(of: .scenarioLine, at: place) else {
            return nil
        }
        return finding(text.written(..<title.letters.count), meant: title)
    }

    private func finding(_ written: String, meant title: KeywordSpelling.Title) -> NearMiss {
        NearMiss(
            mistake: KeywordMistake(written: written, remedy: .write(title.keyword + ":")), intended: title.type)
    }

    /// Whether a title that is only not quite well written may be prose: « Exemple : un créateur coupe son micro. »
    private func isProse(_ title: KeywordSpelling.Title, name: String, at place: UnmatchedLine) -> Bool {
        // Nobody writes `Regle` in a sentence: a missing accent is a slip of a keyword.
        guard name.lowercased() == title.keyword.lowercased() else {
            return false
        }
        // French puts a space before the colon, so these words of everyday prose are titles only above what is theirs.
        let isEverydayWord =
            dialect.code != "fr" || ["exemple", "exemples", "contexte", "règle"].contains(name.lowercased())
        return isEverydayWord && !followsBody(of: title.type, at: place)
    }

    /// Whether the next line is what a title of the type has below it.
    private func followsBody(of type: TokenType, at place: UnmatchedLine) -> Bool {
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
