/// The clocks that a sweep compares before it deletes anything. By a wrong clock it would delete what is still young. So it
/// deletes nothing while two of them disagree.
struct ClockComparison: Sendable {
    /// A clock that was read.
    struct Reading: Hashable, Sendable {
        /// Whose clock it is, such as « the database ».
        var name: String
        var date: WallDate
        /// The machine's own clock before and after the call.
        var asked: ClosedRange<WallDate>
    }

    /// Clocks that no time server sets differ by seconds. A wrong time zone makes half an hour at least.
    static let tolerance = Duration.seconds(300)

    private(set) var readings: [Reading] = []

    mutating func add(_ name: String, _ date: WallDate, asked: ClosedRange<WallDate>) {
        readings.append(Reading(name: name, date: date, asked: asked))
    }

    /// How far a clock is ahead of the machine's, at least; negative if it is behind.
    private func difference(_ reading: Reading) -> Duration {
        if reading.date > reading.asked.upperBound { return reading.date - reading.asked.upperBound }
        if reading.date < reading.asked.lowerBound { return reading.date - reading.asked.lowerBound }
        return .zero
    }

    /// - Throws: if two clocks, that of the machine among them, differ by more than ``tolerance``.
    func check() throws(ClockDisagreement) {
        let differences =
            [(name: "this machine", difference: Duration.zero)]
            + readings.map { (name: $0.name, difference: difference($0)) }
        guard let slow = differences.min(by: { $0.difference < $1.difference }),
            let fast = differences.max(by: { $0.difference < $1.difference }),
            fast.difference - slow.difference > Self.tolerance
        else { return }
        throw ClockDisagreement(
            fast: fast.name, slow: slow.name, seconds: Int((fast.difference - slow.difference).components.seconds))
    }
}

/// Two clocks that differ too much for a sweep.
struct ClockDisagreement: Error, Hashable, CustomStringConvertible {
    let fast: String
    let slow: String
    let seconds: Int

    var description: String {
        """
        nothing is deleted: the clock of \(fast) is \(seconds) s ahead of the clock of \(slow); \
        set the clock that is wrong, then sweep again
        """
    }
}
