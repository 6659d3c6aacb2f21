internal import RoadWaveRTC

/// How much later it is for Redis than for this node, by one answer to `TIME`.
struct RedisTimeDifference: Hashable, Sendable {
    /// A longer round trip tells nothing: the answer may have been given at its start or at its end, and half of this is
    /// how wrong a node's time may be, which is less than any lease.
    static let longestRoundTrip = Duration.seconds(2)
    /// What two readings may differ by that their round trips do not explain: the drift of two clocks in hours.
    static let tolerance = Duration.seconds(1)

    /// Negative when Redis is behind.
    let value: Duration
    /// By how much it is wrong at most: half of the round trip, in the middle of which the answer is taken to be given.
    let uncertainty: Duration

    /// - Parameters:
    ///   - reply: the answer to `TIME`: seconds since 1970, and microseconds.
    ///   - asked: when the node asked, by its own clock.
    /// - Returns: nil when the answer is none, or came too late.
    init?(_ reply: RedisReply, asked: WallDate, roundTrip: Duration) {
        guard case .array(let words) = reply, words.count == 2, roundTrip <= Self.longestRoundTrip,
            let seconds = words[0].text.flatMap({ Int64(digits: $0) }),
            let microseconds = words[1].text.flatMap({ Int64(digits: $0) }),
            // Until the year 9999, which keeps the arithmetic safe from a broken server.
            (0..<253_402_300_800).contains(seconds), (0..<1_000_000).contains(microseconds)
        else { return nil }
        let answered = WallDate(millisecondsSince1970: seconds * 1_000 + microseconds / 1_000)
        uncertainty = roundTrip / 2
        value = (answered - asked) - uncertainty
    }

    /// Whether a clock was turned between the two readings.
    func contradicts(_ other: RedisTimeDifference) -> Bool {
        let change = value > other.value ? value - other.value : other.value - value
        return change > uncertainty + other.uncertainty + Self.tolerance
    }
}
