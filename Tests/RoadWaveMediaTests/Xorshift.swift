/// Random numbers that are the same in every run (Marsaglia, "Xorshift RNGs", 2003).
struct Xorshift: RandomNumberGenerator {
    /// Not zero.
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
