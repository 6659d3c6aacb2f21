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
        // A `Character` equals its decomposed form, so an accent written apart is found too.
        if let plain = plainLetters[letter] {
            return plain
        }
        return letter.lowercased().first ?? letter
    }

    private static let plainLetters: [Character: Character] = {
        let groups: [(Character, String)] = [
            ("a", "àáâãäåÀÁÂÃÄÅ"), ("c", "çÇ"), ("e", "èéêëÈÉÊË"), ("i", "ìíîïÌÍÎÏ"), ("n", "ñÑ"),
            ("o", "òóôõöÒÓÔÕÖ"), ("u", "ùúûüÙÚÛÜ"), ("y", "ýÿÝŸ"),
            ("'", "\u{2018}\u{2019}\u{2BC}\u{B4}`"), (" ", "\u{9}\u{A0}\u{2009}\u{202F}"),
        ]
        var table: [Character: Character] = [:]
        for (plain, letters) in groups {
            for letter in letters {
                table[letter] = plain
            }
        }
        return table
    }()
}

extension FoldedText {
    /// Whether the two differ by so many letters at most: one more, one less, or another one each (Levenshtein).
    static func areNear(_ first: ArraySlice<Character>, _ second: [Character], within limit: Int) -> Bool {
        guard abs(first.count - second.count) <= limit else {
            return false
        }
        var row = Array(0...second.count)
        for (rowIndex, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = rowIndex + 1
            for column in second.indices {
                let substituted = diagonal + (letter == second[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, min(row[column], diagonal) + 1)
            }
        }
        return row[second.count] <= limit
    }
}
