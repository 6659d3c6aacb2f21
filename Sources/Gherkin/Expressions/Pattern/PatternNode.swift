/// The syntax tree of a regular expression.
indirect enum PatternNode: Hashable, Sendable {
    case scalar(Unicode.Scalar)
    case set(ScalarSet)
    case assertion(PatternAssertion)
    /// A group that captures under this number, from 1.
    case capture(Int, PatternNode)
    case sequence([PatternNode])
    /// The branches in order of preference.
    case alternation([PatternNode])
    case repetition(PatternNode, PatternRepetition)
    case look(PatternNode, isBehind: Bool, isNegated: Bool)
}

/// A condition on a place in the text.
enum PatternAssertion: Hashable, Sendable {
    case start
    case end
    case wordBoundary
    case notWordBoundary
}

/// How often a part may be repeated, and whether more or less is preferred.
struct PatternRepetition: Hashable, Sendable {
    let minimum: Int
    /// Nil: without end.
    let maximum: Int?
    let isLazy: Bool
}

/// A capture group and those within it: the shape of what a match gives.
struct PatternGroup: Hashable, Sendable {
    /// The number of the group; 0 is the whole pattern.
    let index: Int
    /// The source between the parentheses.
    let source: String
    let children: [PatternGroup]
}
