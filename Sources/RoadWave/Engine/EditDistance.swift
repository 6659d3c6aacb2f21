/// How many letters have to be added, removed or replaced to make one text of another (Levenshtein).
enum EditDistance {
    static func between(_ lhs: some Collection<UInt8>, _ rhs: some Collection<UInt8>) -> Int {
        var row = Array(0...rhs.count)
        for (index, letter) in lhs.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in rhs.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[rhs.count]
    }
}
