/// Words that are nearly the beginning of a step: `Alor le serveur`, `Étant donner qu'un flux`, `Alors, les`, `- Quand le`.
extension KeywordGuard {
    func misspeltStep(_ text: FoldedText, at place: UnmatchedLine) -> NearMiss? {
        // Among steps the official parsers refuse the line as well, so that a wrong guess costs nothing. In a description
        // it would refuse prose: only where we know which words are prose.
        guard !place.isSwallowed || (knownWords != nil && !isSentence(text, at: place)) else {
            return nil
        }
        let isStrict = place.isSwallowed
        return markedStep(text, at: place) ?? interruptedStep(text) ?? mistypedStep(text, isStrict: isStrict)
    }

    /// `- Quand le créateur parle`, `1. Quand`: the keyword is right and something stands before it.
    private func markedStep(_ text: FoldedText, at place: UnmatchedLine) -> NearMiss? {
        let mark = text.letters.prefix { Self.marks.contains($0) }
        guard !mark.isEmpty else {
            return nil
        }
        let rest = FoldedText(text.written(mark.count...))
        guard let step = spelling.step(beginning: rest), !place.isSwallowed || !isSentence(rest, at: place) else {
            return nil
        }
        return finding(text.written(..<(mark.count + trimmed(step.keyword).count)), meant: step.keyword)
    }

    private static let marks = Set("-–—•·>+.)0123456789 ")

    /// `Alors, les auditeurs`, `Quand: le créateur`, `Alorsle serveur`, `Alors` alone: the keyword is right and what
    /// follows it is not the space or the apostrophe that belongs to it.
    private func interruptedStep(_ text: FoldedText) -> NearMiss? {
        for step in spelling.steps {
            let stem = step.letters.dropLast()
            guard let last = step.letters.last, last == " " || last == "'", text.letters.starts(with: stem) else {
                continue
            }
            let rest = text.letters.dropFirst(stem.count)
            guard let next = rest.first, !rest.allSatisfy(\.isWhitespace) else {
                return finding(text.written(..<stem.count), meant: trimmed(bestSpelling(of: step)) + " …")
            }
            if Self.punctuation.contains(next) {
                return finding(text.written(...stem.count), meant: bestSpelling(of: step))
            }
            // « Maison », « Etape » begin like a step; nothing begins like a longer one. A letter may be an ending:
            // « les sachants ».
            let word = rest.prefix { $0.isLetter || $0 == "'" }
            if stem.count >= 5, word.count >= 2, word.first?.isLetter == true {
                return finding(text.written(..<stem.count), meant: bestSpelling(of: step))
            }
        }
        return nil
    }

    /// The keyword with its accents.
    private func bestSpelling(of step: KeywordSpelling.Step) -> String {
        spelling.step(beginning: FoldedText(step.keyword))?.keyword ?? step.keyword
    }

    private static let punctuation = Set(",:;.…!?")

    /// `Alor le serveur`, `Alros les`, `Quans le`, `Etand donné que`: a letter too few, too many, wrong or in its
    /// neighbour's place.
    private func mistypedStep(_ text: FoldedText, isStrict: Bool) -> NearMiss? {
        let words = text.words(upTo: 5)
        guard !(knownWords ?? []).contains(where: { words.starts(with: $0) }) else {
            return nil
        }
        for step in spelling.steps {
            let meant = step.words
            // A space too few or too many: « Etantdonné », « Lors que ».
            for count in [meant.count, meant.count - 1, meant.count + 1] where count > 0 && count <= words.count {
                let written = Array(words.prefix(count))
                let isNear =
                    count == meant.count
                    ? Self.areNear(written, meant, isStrict: isStrict)
                    : written.joined().elementsEqual(meant.joined()) && meant.joined().count >= 5
                if isNear {
                    return finding(text.written(..<text.length(ofWords: count)), meant: bestSpelling(of: step))
                }
            }
        }
        return nil
    }

    /// Whether the words are those of a keyword, with a slip in the first and, in a long keyword, one more.
    private static func areNear(_ written: [[Character]], _ meant: [[Character]], isStrict: Bool) -> Bool {
        var slips = 0
        for (index, (word, other)) in zip(written, meant).enumerated() {
            // Among the short words too many are neighbours: « Dont », « Doit », « Mars ».
            let mayDiffer = meant.count > 1 ? other.count >= 5 : other.count >= (isStrict ? 5 : 4)
            if word == other { continue }
            guard abs(word.count - other.count) <= 2 else {
                return false
            }
            let distance = isTransposition(word, other) ? 1 : EditDistance.between(word, other)
            guard distance <= (meant.count > 1 && index == 0 ? 2 : 1) else {
                return false
            }
            guard mayDiffer || (other.count == 4 && isTransposition(word, other)) else {
                return false
            }
            slips += distance
        }
        return slips > 0 && slips <= 2
    }

    /// Whether two neighbours have changed places.
    private static func isTransposition(_ first: [Character], _ second: [Character]) -> Bool {
        guard first.count == second.count, let place = first.indices.first(where: { first[$0] != second[$0] }) else {
            return false
        }
        var swapped = second
        guard place + 1 < swapped.count else {
            return false
        }
        swapped.swapAt(place, place + 1)
        return swapped == first
    }

    /// The words, folded, that look like the beginning of a step and are not: where prose may begin with them. `nil` for
    /// a language in which we do not know them.
    private var knownWords: [[[Character]]]? {
        Self.knownWords[dialect.code]
    }

    private static let knownWords: [String: [[[Character]]]] = [
        "fr": [
            "Quant à", "Quant au", "Quant aux", "Quad", "Lors de", "Lors d'", "Lors du", "Lors des", "Alois", "Amis",
            "Cachant", "Gâchant", "Hachant", "Lâchant", "Tachant", "Fâchant", "Sachent", "Sachants", "Ayant donné",
            "Étant bonne",
            "Étant sonné", "Étant bonnes",
        ],
        "en": ["Give", "Gives", "Giver", "Givens", "Liven", "Riven"],
    ].mapValues { phrases in phrases.map { FoldedText($0).words(upTo: 5) } }
}
