/// Finds the definition that the writer of an undefined step may have meant.
struct NearestStep: Sendable {
    /// Beyond this part of its words changed, a step says something else.
    static let threshold = 0.4
    /// A longer text is compared by its beginning, in scalars and in words: no sentence has more.
    static let maximumLength = 1_000
    static let maximumWords = 60

    private let candidates: [(source: String, words: [StepWord])]

    /// Looks among these expressions.
    init(among expressions: [StepExpression]) {
        candidates = expressions.compactMap { expression in
            let words = StepWord.words(of: expression)
            // Parameters alone are near to everything.
            return words.contains { $0 != .parameter } ? (expression.source, words) : nil
        }
    }

    /// The source of the nearest expression; nil when none is near. Of several the first defined.
    func source(for text: String) -> String? {
        let beginning = String(text.unicodeScalars.prefix(Self.maximumLength))
        let words = Array(StepWord.words(of: beginning).prefix(Self.maximumWords))
        var nearest: (source: String, distance: Double)?
        for candidate in candidates {
            let length = Double(max(words.count, candidate.words.count))
            // As many words must come or go as the lengths differ by, unless a parameter takes them in.
            let surplus = Double(abs(words.count - candidate.words.count)) * Self.absorption
            guard surplus <= Self.threshold * length else { continue }
            let distance = Self.distance(words, candidate.words) / length
            if distance <= Self.threshold, distance < nearest?.distance ?? .infinity {
                nearest = (candidate.source, distance)
            }
        }
        return nearest?.source
    }

    /// What a word costs that a parameter takes in, besides the number or the quoted text that it stands for.
    private static let absorption = 0.5

    private static let distance = EditDistance<StepWord, StepWord>(
        deletion: { _, before in before == .parameter ? absorption : 1 },
        insertion: { _ in 1 },
        substitution: { word, other in
            switch (word, other) {
            case (.value, .parameter): 0
            case (.letters, .parameter): absorption
            case (.letters(let word), .letters(let other)): difference(word, other)
            default: word == other ? 0 : 1
            }
        })

    /// How far two words are from each other: 0 for the same, 1 for words with no more than some letters in common.
    private static func difference(_ word: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Double {
        if word == other { return 0 }
        let length = max(word.count, other.count)
        guard 2 * abs(word.count - other.count) < length else { return 1 }
        let share = letterDistance(word, other) / Double(length)
        return share < 0.5 ? share : 1
    }

    private static let letterDistance = EditDistance<Unicode.Scalar, Unicode.Scalar>(
        deletion: { _, _ in 1 }, insertion: { _ in 1 }, substitution: { $0 == $1 ? 0 : 1 })
}
