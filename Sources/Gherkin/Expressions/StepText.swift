/// The text of a step as expressions match it.
///
/// What a group matched is always given as the step has it, with its place there.
struct StepText: Sendable {
    /// Which spellings of a text are the same.
    enum Reading: Sendable {
        /// None: the very scalars of the step are matched, as the official library does.
        case exact
        /// Apostrophes and spaces that a keyboard or a word processor chose are the same as plain ones, and an accent
        /// written apart from its letter (NFD, as some file systems and editors save text) is the same as the accented
        /// letter.
        case typographic
    }

    /// What is matched.
    let scalars: [Unicode.Scalar]
    private let source: [Unicode.Scalar]
    /// For each of `scalars` its place in `source`, and the end; nil when the places are the same.
    private let offsets: [Int]?

    init(_ text: String, reading: StepText.Reading) {
        source = Array(text.unicodeScalars)
        switch reading {
        case .exact:
            scalars = source
            offsets = nil
        case .typographic where source.contains(where: Self.isCombining):
            (scalars, offsets) = Self.composed(text)
        case .typographic:
            scalars = source.map(Self.plain)
            offsets = nil
        }
    }

    /// The text of a part, as the step has it.
    func original(_ range: Range<Int>) -> String {
        let range = originalOffset(of: range.lowerBound)..<originalOffset(of: range.upperBound)
        return String(String.UnicodeScalarView(source[range]))
    }

    /// The place in the step of a place in `scalars`.
    func originalOffset(of offset: Int) -> Int {
        offsets?[offset] ?? offset
    }
}

// MARK: What people write in more than one way

extension StepText {
    /// The plain form of an apostrophe or of a space.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        // Typographic apostrophe, modifier letter apostrophe.
        case "\u{2019}", "\u{2BC}": "'"
        // No-break space, narrow no-break space, thin space.
        case "\u{A0}", "\u{202F}", "\u{2009}": " "
        default: scalar
        }
    }

    private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        "\u{300}"..."\u{36F}" ~= scalar
    }

    private static func composed(_ text: String) -> (scalars: [Unicode.Scalar], offsets: [Int]) {
        var scalars: [Unicode.Scalar] = []
        var offsets: [Int] = []
        var offset = 0
        for character in text {
            let parts = character.unicodeScalars
            if parts.count > 1, let letter = accentedLetters[character] {
                scalars.append(letter)
                offsets.append(offset)
            } else {
                scalars.append(contentsOf: parts.map(plain))
                offsets.append(contentsOf: offset..<(offset + parts.count))
            }
            offset += parts.count
        }
        return (scalars, offsets + [offset])
    }

    /// The letters of the Latin script that have their accent in them. A `Character` equals its decomposed form, so
    /// the table finds the letter of either, and spares the normalisation tables of Foundation.
    private static let accentedLetters: [Character: Unicode.Scalar] = {
        let latin: [ClosedRange<UInt32>] = [0xC0...0x24F, 0x1E00...0x1EFF]
        let letters = latin.joined().compactMap { Unicode.Scalar($0) }
        return Dictionary(letters.map { (Character($0), $0) }, uniquingKeysWith: { first, _ in first })
    }()
}
