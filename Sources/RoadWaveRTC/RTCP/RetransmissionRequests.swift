/// The missing packets of a stream, and when to request them again (RFC 4585 §6.2.1).
///
/// A late packet comes by itself, so the first request waits a little. The answer may be lost as well, so the request
/// is repeated. After a while the packet is useless, and the requests end.
struct RetransmissionRequests: Sendable {
    /// The wait before the first request. On a quiet network packets overtake each other by a few milliseconds. On a
    /// restless one almost all late packets come within twice the jitter, and a jitter buffer still waits when the
    /// answer arrives.
    static let reorderingAllowance: ClosedRange<Duration> = .milliseconds(10) ... .milliseconds(40)
    /// The time between two requests of a packet until the round trip is known: that of a mobile network.
    static let defaultInterval: Duration = .milliseconds(80)
    /// The time between two requests of a packet. Less than the 20 ms of a packet gains nothing; nobody waits longer
    /// than 250 ms.
    static let interval: ClosedRange<Duration> = .milliseconds(20) ... .milliseconds(250)
    /// How long a packet is requested after the first request: a later answer exceeds the wait of most jitter buffers.
    /// On a short round trip this allows more than ``minimumRequests``, since some are lost, or overtake each other.
    /// The waits between them then double, since the round trip may have become longer than the last known one.
    static let persistence: Duration = .milliseconds(200)
    /// Requests of one packet, even with a long round trip.
    static let minimumRequests = 3
    /// Packets requested at a time: 1.3 s of Opus at 20 ms. A longer hole is an outage. Its packets would come too
    /// late, and requests for them would load a network that is already too weak.
    static let capacity = 64

    private struct Missing {
        var number: Int64
        var requests = 0
        var firstRequest: MonotonicTime?
        var due: MonotonicTime

        /// Whether another request at its due time would exceed the limits.
        var isHopeless: Bool {
            guard let firstRequest, requests >= RetransmissionRequests.minimumRequests else { return false }
            return due - firstRequest > RetransmissionRequests.persistence
        }
    }

    /// The last known round trip: before that, an answer is still under way.
    var roundTrip: Duration?

    private var sequence = SequenceExtender()
    // In order of number: at most `capacity`, so a linear search is fast.
    private var missing: [Missing] = []

    /// Records a received packet, which fills a hole or opens one before it.
    ///
    /// - Parameter jitter: how much the transit times vary.
    /// - Returns: whether the packet came at our request.
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
        // Well before a round trip has passed, it cannot be the answer: the packet was late, and came by itself.
        return now - asked >= (roundTrip ?? .zero) / 2
    }

    /// When the next request is due; `nil` if no packet is missing.
    var nextDeadline: MonotonicTime? { missing.map(\.due).min() }

    /// The numbers to request now, in order. A number that was requested often enough is silently given up.
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
