/// How many letters must be changed, added or left out to make one word of another (Levenshtein).
enum EditDistance {
    static func between(_ word: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
        // The distances from the beginning of `word` read so far to each beginning of `other`.
        var distances = Array(0...other.count)
        for (index, letter) in word.enumerated() {
            var diagonal = distances[0]
            distances[0] = index + 1
            for (column, otherLetter) in other.enumerated() {
                let above = distances[column + 1]
                let changed = letter == otherLetter ? diagonal : diagonal + 1
                distances[column + 1] = min(changed, min(above, distances[column]) + 1)
                diagonal = above
            }
        }
        return distances[other.count]
    }
}
