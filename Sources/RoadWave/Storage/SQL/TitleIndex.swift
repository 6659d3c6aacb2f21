/// The words of a title for searches: the stored entries, and the queries.
///
/// A title is cut into words, and into the stretches between them: stop words, single letters, signs. « À la une : C++
/// en musique » has the stretch « a la une : c++ en » and the word « musique ». Words are looked up by their stem
/// (``FrenchWords``); words and stretches also by any part of at least three letters.
/// See docs/decisions/api.md, « Words of titles ».
struct TitleIndex: Hashable, Sendable {
    /// The fewest letters of a part that is looked up: a shorter part is in most titles.
    static let minimumPart = 3
    /// The letters of a part that are stored. Titles that agree in so many letters are compared letter by letter.
    private static let maximumPart = 16
    /// The letters of a stem or a stretch that are stored: the longest French word has 25.
    private static let maximumWord = 64

    /// The stems of the words, each after and before a space, so that a stem is a part of this text.
    let words: String
    /// The stems, and the stretches without a word.
    let entries: [String]
    /// The parts of each entry, in a fixed order: nodes that write the same parts do not deadlock.
    let parts: [Part]

    /// A part of an entry.
    struct Part: Hashable, Comparable, Sendable {
        let text: String
        let entry: String

        static func < (lhs: Part, rhs: Part) -> Bool { (lhs.text, lhs.entry) < (rhs.text, rhs.entry) }
    }

    /// - Parameter title: folded.
    init(_ title: String) {
        var stems: [String] = []
        var parts: Set<Part> = []
        for piece in Piece.pieces(of: title) {
            let entry = Self.start(of: piece.isWord ? FrenchWords.stem(piece.text) : piece.text, Self.maximumWord)
            if piece.isWord { if !stems.contains(entry) { stems.append(entry) } }
            let scalars = Array(piece.text.unicodeScalars)
            guard scalars.count >= Self.minimumPart else { continue }
            for first in 0...(scalars.count - Self.minimumPart) {
                let part = String(String.UnicodeScalarView(scalars[first...].prefix(Self.maximumPart)))
                parts.insert(Part(text: part, entry: entry))
            }
        }
        words = stems.isEmpty ? " " : " \(stems.joined(separator: " ")) "
        entries = Set(stems).union(parts.map(\.entry)).sorted()
        self.parts = parts.sorted()
    }

    /// The range of the parts that begin with a text.
    static func range(of text: String) -> (first: String, end: String) {
        let start = start(of: text, maximumPart)
        return (start, start + "\u{10FFFF}")
    }

    fileprivate static func start(of text: String, _ count: Int) -> String {
        String(text.unicodeScalars.prefix(count))
    }

    /// The part of a search that is about titles.
    struct Query: Hashable, Sendable {
        /// A word, found by its stem or as a part of a title.
        struct Word: Hashable, Sendable {
            let text: String
            let stem: String
        }

        /// The most words, and the most texts, of a search; the rest is ignored.
        static let maximumWords = 10

        /// The title has all of these words.
        let words: [Word]
        /// The title contains all of these texts: a text without a word, or the signs beside words, as in « C++ ».
        let texts: [String]

        /// - Parameter text: folded.
        init(_ text: String) {
            var words: [Word] = []
            var texts: [String] = []
            for piece in Piece.pieces(of: text) {
                if piece.isWord {
                    let word = Word(text: piece.text, stem: start(of: FrenchWords.stem(piece.text), maximumWord))
                    if !words.contains(word), words.count < Self.maximumWords { words.append(word) }
                } else {
                    texts += piece.text.split(separator: " ").filter { $0.hasMeaningfulSign }.map(String.init)
                }
            }
            self.words = words
            self.texts = words.isEmpty ? [text.trimmingSpaces] : Array(texts.prefix(Self.maximumWords))
        }
    }

    /// A word, or the stretch between two words.
    private struct Piece {
        let text: String
        let isWord: Bool

        static func pieces(of text: String) -> [Piece] {
            var pieces: [Piece] = []
            var stretch = String.UnicodeScalarView()
            var run = String.UnicodeScalarView()
            func endStretch() {
                let text = String(stretch).trimmingSpaces
                if !text.isEmpty { pieces.append(Piece(text: text, isWord: false)) }
                stretch = String.UnicodeScalarView()
            }
            func endRun() {
                let word = String(run)
                if run.count > 1, !FrenchWords.stopWords.contains(word) {
                    endStretch()
                    pieces.append(Piece(text: word, isWord: true))
                } else {
                    stretch.append(contentsOf: run)
                }
                run = String.UnicodeScalarView()
            }
            for scalar in text.unicodeScalars {
                if scalar.isPartOfWord {
                    run.append(scalar)
                } else {
                    endRun()
                    stretch.append(scalar)
                }
            }
            endRun()
            endStretch()
            return pieces
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isPartOfWord: Bool {
        properties.isAlphabetic || properties.numericType != nil || properties.generalCategory == .nonspacingMark
            || properties.generalCategory == .spacingMark
    }
}

extension Substring {
    /// Whether it has signs besides letters and punctuation: « c++ », « c# », « r&b ».
    fileprivate var hasMeaningfulSign: Bool {
        unicodeScalars.count > 1 && unicodeScalars.contains { "+#&@$€£%*=<>^~|_/\\".unicodeScalars.contains($0) }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
