/// Which packets of a stream are missing, and when to ask for them again (RFC 4585 §6.2.1).
///
/// A packet that is merely late comes by itself, so a hole waits a little before it is asked for; an answer may be lost
/// too, so it is asked for again; and after a while nobody can use it any more.
struct RetransmissionRequests: Sendable {
    /// How long a hole waits: on a quiet network packets overtake each other by a few milliseconds; on a restless one
    /// twice the jitter lets nearly all late packets come, and a jitter buffer still waits when the answer arrives.
    static let reorderingAllowance: ClosedRange<Duration> = .milliseconds(10) ... .milliseconds(40)
    /// Between two requests of one packet while the round trip is not known: that of a mobile network.
    static let defaultInterval: Duration = .milliseconds(80)
    /// Between two requests of one packet: below a packet's 20 ms nothing is won; beyond 250 ms nobody waits any more.
    static let interval: ClosedRange<Duration> = .milliseconds(20) ... .milliseconds(250)
    /// How long a packet is asked for after the first request: beyond that its answer comes later than most jitter
    /// buffers wait. On a short round trip that is more than ``minimumRequests``, since some are lost, or overtake each
    /// other; the waits between them then double, since the round trip may have become longer than the last known.
    static let persistence: Duration = .milliseconds(200)
    /// Requests of one packet, however long the round trip.
    static let minimumRequests = 3
    /// Packets asked for at a time: 1.3 s of Opus at 20 ms. A longer hole is an outage, whose packets come too late, and
    /// asking for them would load a network that has just proved too weak.
    static let capacity = 64

    private struct Missing {
        var number: Int64
        var requests = 0
        var firstRequest: MonotonicTime?
        var due: MonotonicTime

        /// Whether another request at its due time would be one too many.
        var isHopeless: Bool {
            guard let firstRequest, requests >= RetransmissionRequests.minimumRequests else { return false }
            return due - firstRequest > RetransmissionRequests.persistence
        }
    }

    /// The last known round trip: sooner than that an answer is still under way.
    var roundTrip: Duration?

    private var sequence = SequenceExtender()
    // In order of number: at most `capacity`, so that a linear search is quick.
    private var missing: [Missing] = []

    /// Takes note of a received packet: fills a hole, or opens one before it.
    ///
    /// - Parameter jitter: how much the transit times vary.
    /// - Returns: whether the packet came because it was asked for.
    @discardableResult
    mutating func receive(_ sequenceNumber: UInt16, jitter: Duration = .zero, now: MonotonicTime) -> Bool {
        guard let highest = sequence.highest else {
            _ = sequence.extend(sequenceNumber)
            return false
        }
        let number = sequence.extend(sequenceNumber)
        guard number > highest else { return fill(number, now) }
        guard number - highest - 1 <= Int64(RetransmissionRequests.capacity) else {
            missing.removeAll()
            return false
        }
        let allowance = (jitter * 2).clamped(to: Self.reorderingAllowance)
        for hole in highest + 1..<number {
            missing.append(Missing(number: hole, due: now + allowance))
        }
        missing.removeFirst(max(0, missing.count - RetransmissionRequests.capacity))
        return false
    }

    private mutating func fill(_ number: Int64, _ now: MonotonicTime) -> Bool {
        guard let index = missing.firstIndex(where: { $0.number == number }) else { return false }
        guard let asked = missing.remove(at: index).firstRequest else { return false }
        // Well before a round trip has passed, no answer can be here: the packet was late, and came by itself.
        return now - asked >= (roundTrip ?? .zero) / 2
    }

    /// When a request is due; `nil` when nothing is missing.
    var nextDeadline: MonotonicTime? { missing.map(\.due).min() }

    /// The numbers to ask for now, in order; a number that was asked for often enough is given up in silence.
    mutating func due(now: MonotonicTime) -> [UInt16] {
        missing.removeAll { $0.due <= now && $0.isHopeless }
        let interval = roundTrip.map { ($0 * 5 / 4).clamped(to: Self.interval) } ?? Self.defaultInterval
        var numbers: [UInt16] = []
        for index in missing.indices where missing[index].due <= now {
            missing[index].requests += 1
            missing[index].firstRequest = missing[index].firstRequest ?? now
            let doublings = max(missing[index].requests + 1 - Self.minimumRequests, 0)
            missing[index].due = now + interval * (1 << doublings)
            numbers.append(UInt16(truncatingIfNeeded: missing[index].number))
        }
        return numbers
    }
}

extension Duration {
    fileprivate func clamped(to range: ClosedRange<Duration>) -> Duration {
        min(max(self, range.lowerBound), range.upperBound)
    }
}
