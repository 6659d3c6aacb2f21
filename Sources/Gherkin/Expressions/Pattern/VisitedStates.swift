/// The states that a matcher has been in: pairs of an instruction and a place in the text.
struct VisitedStates {
    /// A bit for each state, for a matcher that may come to most of them; empty when `few` is used.
    private var bits: [UInt64]
    private var few: Set<Int> = []

    /// For this many states, of which a look-around comes to few: it begins at many places, and most often sees one
    /// character from each.
    init(count: Int, expectsFew: Bool) {
        bits = expectsFew ? [] : Array(repeating: 0, count: count / 64 + 1)
    }

    /// Notes a state; false when it was noted before.
    mutating func insert(_ state: Int) -> Bool {
        guard !bits.isEmpty else { return few.insert(state).inserted }
        let mask: UInt64 = 1 << UInt64(state % 64)
        guard bits[state / 64] & mask == 0 else { return false }
        bits[state / 64] |= mask
        return true
    }
}
