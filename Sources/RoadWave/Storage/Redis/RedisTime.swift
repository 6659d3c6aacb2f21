internal import RoadWaveRTC
internal import Synchronization

/// The time that all nodes on one Redis count in, whatever their wall clocks say: that of Redis.
///
/// A node asks for it now and then and adds the difference to its own date in between.
/// See docs/decisions/redis.md, « Time of Redis ».
final class RedisTime: Sendable {
    /// How often the difference is measured at least: clocks drift apart by less than a millisecond in this time, and a
    /// clock that is turned is followed within it.
    static let measuringPeriod = Duration.seconds(10)

    /// A date in the time of all, after a look at the clock of Redis.
    struct Reading: Hashable, Sendable {
        var date: WallDate
        /// By how much the clock of Redis has been turned since the look before; nil when it was not.
        var turnedBy: Duration?
    }

    private struct State {
        /// The last look at the clock of Redis.
        var difference: RedisTimeDifference?
        var measuredAt: ContinuousClock.Instant?
        /// By how much it was turned, until somebody is told.
        var turnedBy: Duration?
    }

    private let client: RedisClient
    private let isNodeTime: Bool
    private let state = Mutex(State())

    /// - Parameter source: `node` for nodes whose clock is turned by hand: they keep their own, which they share.
    init(client: RedisClient, source: RedisCapacity.TimeSource) {
        self.client = client
        isNodeTime = source == .node
    }

    /// A date of this node in the time of all.
    func shared(_ date: WallDate) async throws(RedisError) -> WallDate {
        guard !isNodeTime else { return date }
        let (difference, measuredAt) = state.withLock { ($0.difference, $0.measuredAt) }
        if let difference, let measuredAt, ContinuousClock.now - measuredAt < Self.measuringPeriod {
            return date + difference.value
        }
        return try await look(date)
    }

    /// The same after a look at the clock of Redis.
    func measured(_ date: WallDate) async throws(RedisError) -> Reading {
        guard !isNodeTime else { return Reading(date: date) }
        let date = try await look(date)
        let turnedBy = state.withLock { state in
            defer { state.turnedBy = nil }
            return state.turnedBy
        }
        return Reading(date: date, turnedBy: turnedBy)
    }

    private func look(_ date: WallDate) async throws(RedisError) -> WallDate {
        let start = ContinuousClock.now
        let reply = try await client.send(RedisCommand("TIME"))
        let end = ContinuousClock.now
        guard let difference = RedisTimeDifference(reply, asked: date, roundTrip: end - start) else {
            throw RedisError(
                .protocolViolation, "Redis does not tell its time: it answered \(reply) after \(end - start)")
        }
        state.withLock { state in
            if let before = state.difference, difference.contradicts(before) {
                state.turnedBy = difference.value - before.value
            }
            state.difference = difference
            state.measuredAt = end
        }
        return date + (end - start) + difference.value
    }
}

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
