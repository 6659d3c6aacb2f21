internal import RoadWaveRTC
internal import Synchronization

/// The time that all nodes on one Redis share, whatever their wall clocks are: the clock of Redis.
///
/// A node measures the difference to its own clock at intervals, and adds it to its own dates in between.
/// See docs/decisions/redis.md, « Time of Redis ».
final class RedisTime: Sendable {
    /// The longest time between two measurements. Two clocks drift apart by less than a millisecond in this time, and a
    /// clock that was set is noticed within it.
    static let measuringPeriod = Duration.seconds(10)

    /// A date in the shared time, after a new measurement of Redis' clock.
    struct Reading: Hashable, Sendable {
        var date: WallDate
        /// By how much Redis' clock was set since the last measurement; nil if it was not.
        var turnedBy: Duration?
    }

    private struct State {
        /// The last measurement of Redis' clock.
        var difference: RedisTimeDifference?
        var measuredAt: ContinuousClock.Instant?
        /// By how much the clock was set, until a caller has read it.
        var turnedBy: Duration?
    }

    private let client: RedisClient
    private let isNodeTime: Bool
    private let state = Mutex(State())

    /// - Parameter source: `node` for nodes that share a manual clock: they use it without a correction.
    init(client: RedisClient, source: RedisCapacity.TimeSource) {
        self.client = client
        isNodeTime = source == .node
    }

    /// A date of this node, converted to the shared time.
    func shared(_ date: WallDate) async throws(RedisError) -> WallDate {
        guard !isNodeTime else { return date }
        let (difference, measuredAt) = state.withLock { ($0.difference, $0.measuredAt) }
        if let difference, let measuredAt, ContinuousClock.now - measuredAt < Self.measuringPeriod {
            return date + difference.value
        }
        return try await look(date)
    }

    /// The same, after a new measurement of Redis' clock.
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
                .protocolViolation, "Redis sent no usable time: it answered \(reply) after \(end - start)")
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

/// The difference between the clocks of Redis and of this node, from one answer to `TIME`.
struct RedisTimeDifference: Hashable, Sendable {
    /// A longer round trip is useless: the answer may have been given at its start or at its end. Half of this limit is
    /// the largest error of a node's time, which is less than any lease.
    static let longestRoundTrip = Duration.seconds(2)
    /// The unexplained difference between two measurements that is accepted: the drift of two clocks in hours.
    static let tolerance = Duration.seconds(1)

    /// Negative if Redis is behind.
    let value: Duration
    /// The largest error: half of the round trip. The answer is assumed to be given in the middle of it.
    let uncertainty: Duration

    /// - Parameters:
    ///   - reply: the answer to `TIME`: seconds since 1970, and microseconds.
    ///   - asked: when the node asked, by its own clock.
    /// - Returns: nil if the reply is malformed, or came too late.
    init?(_ reply: RedisReply, asked: WallDate, roundTrip: Duration) {
        guard case .array(let words) = reply, words.count == 2, roundTrip <= Self.longestRoundTrip,
            let seconds = words[0].text.flatMap({ Int64(digits: $0) }),
            let microseconds = words[1].text.flatMap({ Int64(digits: $0) }),
            // Up to the year 9999: it protects the arithmetic from a broken server.
            (0..<253_402_300_800).contains(seconds), (0..<1_000_000).contains(microseconds)
        else { return nil }
        let answered = WallDate(millisecondsSince1970: seconds * 1_000 + microseconds / 1_000)
        uncertainty = roundTrip / 2
        value = (answered - asked) - uncertainty
    }

    /// Whether a clock was set between the two measurements.
    func contradicts(_ other: RedisTimeDifference) -> Bool {
        let change = value > other.value ? value - other.value : other.value - value
        return change > uncertainty + other.uncertainty + Self.tolerance
    }
}
