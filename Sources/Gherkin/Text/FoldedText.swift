/// The beginning of a line as a hasty reader sees it: without capitals and accents, all spaces and apostrophes the same.
struct FoldedText {
    /// The letters as they are written.
    let written: [Character]
    /// The same number of letters, folded.
    let letters: [Character]

    init(_ text: some StringProtocol) {
        written = Array(text)
        letters = written.map(Self.fold)
    }

    /// A part as it is written.
    func written(_ range: some RangeExpression<Int>) -> String {
        String(written[range])
    }

    private static func fold(_ letter: Character) -> Character {
        if let plain = plainSigns[letter] {
            return plain
        }
        return (letter.lowercased().first ?? letter).withoutAccent
    }

    private static let plainSigns: [Character: Character] = {
        let groups: [(Character, String)] = [
            ("'", "\u{2018}\u{2019}\u{2BC}\u{B4}`"), (" ", "\u{9}\u{A0}\u{2009}\u{202F}"),
        ]
        var table: [Character: Character] = [:]
        for (plain, signs) in groups {
            for sign in signs {
                table[sign] = plain
            }
        }
        return table
    }()
}

extension FoldedText {
    /// Whether the two differ by so many letters at most: one more, one less, or another one each.
    static func areNear(_ first: ArraySlice<Character>, _ second: [Character], within limit: Int) -> Bool {
        abs(first.count - second.count) <= limit && EditDistance.between(first, second) <= limit
    }
}

extension FoldedText {
    /// The first words, folded; an apostrophe ends a word and belongs to it.
    func words(upTo limit: Int) -> [[Character]] {
        wordRanges(upTo: limit).map { Array(letters[$0]) }
    }

    /// How long the text is up to the end of so many words.
    func length(ofWords count: Int) -> Int {
        wordRanges(upTo: count).last?.upperBound ?? 0
    }

    private func wordRanges(upTo limit: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start: Int?
        for index in letters.indices where ranges.count < limit {
            let letter = letters[index]
            if letter.isLetter {
                start = start ?? index
                continue
            }
            if let first = start {
                ranges.append(first..<(letter == "'" ? index + 1 : index))
            } else if letter != " " {
                // Punctuation between words: what follows belongs to no keyword.
                break
            }
            start = nil
        }
        if let start, ranges.count < limit {
            ranges.append(start..<letters.count)
        }
        return ranges
    }
}
