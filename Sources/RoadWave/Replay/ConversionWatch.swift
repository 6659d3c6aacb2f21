/// Finds a conversion that hangs, so that its claim is not renewed for ever.
///
/// It counts looks, not time: a process that was paused has not looked, and its conversion could not go on either. A
/// state machine without clock.
struct ConversionWatch: Sendable {
    /// How many looks in a row may see no step.
    private let limit: Int
    private var steps: Int?
    private var looks = 0

    /// - Parameters:
    ///   - longest: how long a conversion may stand still.
    ///   - period: the time from one look to the next.
    init(longest: Duration, lookingEvery period: Duration) {
        limit = max(1, Int((longest / period).rounded(.up)))
    }

    /// Looks at the conversion.
    /// - Parameter steps: that it has made so far.
    /// - Returns: whether it hangs.
    mutating func look(at steps: Int) -> Bool {
        guard steps == self.steps else {
            (self.steps, looks) = (steps, 0)
            return false
        }
        looks += 1
        return looks >= limit
    }
}
