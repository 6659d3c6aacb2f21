/// The least cost of the edits that turn one sequence into another (Levenshtein), with costs of one's own.
struct EditDistance<Source, Target>: Sendable {
    /// The cost of leaving out an element of the source, given the target element before it, if there is one.
    let deletion: @Sendable (Source, Target?) -> Double
    /// The cost of an element of the target that the source has not.
    let insertion: @Sendable (Target) -> Double
    /// The cost of one for the other: 0 when they are the same.
    let substitution: @Sendable (Source, Target) -> Double

    /// The cost from `source` to `target`, in time proportional to the product of their lengths.
    func callAsFunction(_ source: [Source], _ target: [Target]) -> Double {
        var previous = [0.0]
        for element in target { previous.append(previous[previous.count - 1] + insertion(element)) }
        for element in source {
            var current = [previous[0] + deletion(element, nil)]
            for (index, other) in target.enumerated() {
                let best = min(
                    previous[index] + substitution(element, other),
                    min(previous[index + 1] + deletion(element, other), current[index] + insertion(other)))
                current.append(best)
            }
            previous = current
        }
        return previous[previous.count - 1]
    }
}
