/// The words of all definitions, each once: a word of a step is compared with each of them once, though many
/// definitions have it.
struct StepVocabulary: Sendable {
    private var words: [[Unicode.Scalar]] = []
    private var indices: [[Unicode.Scalar]: Int] = [:]

    /// The place of a word, which is added if it is new.
    mutating func index(of word: [Unicode.Scalar]) -> Int {
        if let index = indices[word] { return index }
        indices[word] = words.count
        words.append(word)
        return words.count - 1
    }

    /// How far a word is from each word of the vocabulary, by place: 0 for the same, 1 for those with no more than some
    /// letters in common.
    func differences(from word: [Unicode.Scalar]) -> [Double] {
        words.map { other in
            if word == other { return 0 }
            let length = max(word.count, other.count)
            guard 2 * abs(word.count - other.count) < length else { return 1 }
            let share = Double(EditDistance.between(word, other)) / Double(length)
            return share < 0.5 ? share : 1
        }
    }
}
