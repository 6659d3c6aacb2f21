/// What must be changed, added or left out to make one sequence of another (Levenshtein).
enum EditDistance {
    /// How many elements: letters of a word.
    static func between<Element: Equatable>(
        _ first: some Collection<Element>, _ second: some RandomAccessCollection<Element>
    ) -> Int {
        between(first, second, change: { $0 == $1 ? 0 : 1 }, addition: { _ in 1 })
    }

    /// The least cost, when leaving out an element of `first` costs 1 as a rule.
    ///
    /// - Parameters:
    ///   - change: What it costs to say an element of `second` for one of `first`.
    ///   - absorption: What it costs to leave out an element of `first` after this element of `second`.
    ///   - addition: What it costs to add this element of `second`.
    static func between<First, Second, Cost: Numeric & Comparable>(
        _ first: some Collection<First>, _ second: some RandomAccessCollection<Second>,
        change: (First, Second) -> Cost, absorption: (Second) -> Cost = { _ in 1 }, addition: (Second) -> Cost
    ) -> Cost {
        // The costs from the beginning of `first` read so far to each beginning of `second`.
        var costs: [Cost] = [.zero]
        for element in second { costs.append((costs.last ?? .zero) + addition(element)) }
        for element in first {
            var diagonal = costs[0]
            costs[0] += 1
            for (column, other) in second.enumerated() {
                let above = costs[column + 1]
                let leftOut = above + absorption(other)
                let added = costs[column] + addition(other)
                costs[column + 1] = min(diagonal + change(element, other), min(leftOut, added))
                diagonal = above
            }
        }
        return costs[second.count]
    }
}
