/// Finds the definition that the writer of an undefined step may have meant.
struct NearestStep: Sendable {
    /// Beyond this part of its words changed, a step says something else.
    static let threshold = 0.4
    /// A longer text is compared by its beginning, in scalars and in words: no sentence has more.
    static let maximumLength = 1_000
    static let maximumWords = 60
    /// What a word costs that a parameter takes in, besides the number or the quoted text that it stands for.
    private static let absorption = 0.5

    /// A word of an expression.
    private enum Term: Hashable, Sendable {
        /// A place in the vocabulary.
        case letters(Int)
        case value(String)
        case parameter
    }

    private var vocabulary = StepVocabulary()
    private var candidates: [(source: String, terms: [Term])] = []

    /// Looks among these expressions.
    init(among expressions: [StepExpression]) {
        for expression in expressions {
            let terms = StepWord.words(of: expression).map { word -> Term in
                switch word {
                case .letters(let letters): .letters(vocabulary.index(of: letters))
                case .value(let value): .value(value)
                case .parameter: .parameter
                }
            }
            // Parameters alone are near to everything.
            guard terms.contains(where: { $0 != .parameter }) else { continue }
            candidates.append((expression.source, terms))
        }
    }

    /// The source of the nearest expression; nil when none is near. Of several the first defined.
    func source(for text: String) -> String? {
        let beginning = String(text.unicodeScalars.prefix(Self.maximumLength))
        let words = StepWord.words(of: beginning).prefix(Self.maximumWords).map { word in
            ComparedWord(word, in: vocabulary)
        }
        var nearest: (source: String, distance: Double)?
        for (source, terms) in candidates {
            let length = Double(max(words.count, terms.count))
            // As many words must come or go as the numbers differ by, unless a parameter takes them in.
            let surplus = Double(abs(words.count - terms.count)) * Self.absorption
            guard surplus <= Self.threshold * length else { continue }
            let distance = Self.distance(words, terms) / length
            if distance <= Self.threshold, distance < nearest?.distance ?? .infinity {
                nearest = (source, distance)
            }
        }
        return nearest?.source
    }

    /// A word of a step, with its differences from those of the vocabulary.
    private enum ComparedWord {
        case letters(differences: [Double])
        case value(String)

        init(_ word: StepWord, in vocabulary: StepVocabulary) {
            switch word {
            case .letters(let letters): self = .letters(differences: vocabulary.differences(from: letters))
            case .value(let value): self = .value(value)
            case .parameter: self = .value("")
            }
        }

        /// What it costs to say the word for the term.
        func cost(for term: Term) -> Double {
            switch (self, term) {
            case (.value, .parameter): 0
            case (.letters, .parameter): NearestStep.absorption
            case (.letters(let differences), .letters(let index)): differences[index]
            case (.value(let value), .value(let other)): value == other ? 0 : 1
            case (.value, .letters), (.letters, .value): 1
            }
        }
    }

    /// The least cost of the words to change, add and leave out.
    private static func distance(_ words: [ComparedWord], _ terms: [Term]) -> Double {
        EditDistance.between(
            words, terms, change: { $0.cost(for: $1) }, absorption: { $0 == .parameter ? absorption : 1 },
            addition: { _ in 1 })
    }
}
