import Foundation

/// The words of a pattern or of a term: without accents, capitals and plural, and without what a parameter stands for.
enum StepWords {
    /// A word as it is compared, and as it was written.
    struct Word: Hashable {
        let written: String
        private let folded: String

        init(_ written: some StringProtocol) {
            self.written = String(written)
            let plain = self.written.folding(
                options: [.diacriticInsensitive, .caseInsensitive], locale: Locale(identifier: "fr"))
            // `.ts` and `HLS` are no plurals: too short, or all capitals.
            let isPlural =
                plain.count > 3 && "sx".contains(plain.last ?? " ") && self.written != self.written.uppercased()
            folded = isPlural ? String(plain.dropLast()) : plain
        }

        static func == (lhs: Word, rhs: Word) -> Bool { lhs.folded == rhs.folded }
        func hash(into hasher: inout Hasher) { hasher.combine(folded) }
    }

    /// The words of a cucumber expression or of plain text; single letters (`l'`, `à`) and numbers are none.
    static func words(of text: String) -> [Word] {
        text.replacing(/\{[^}]*\}/, with: " ")
            // Optional text: `seconde(s)`. Escaped parentheses are a part of the sentence.
            .replacing(/([^\\])\([^)]*\)/) { $0.1 }
            .split { !$0.isLetter && !$0.isNumber }
            .filter { $0.count > 1 && $0.contains(where: \.isLetter) }
            .map { Word($0) }
    }
}
