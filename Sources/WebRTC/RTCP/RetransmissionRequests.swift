/// Which packets of a stream are missing, and when to ask for them again (RFC 4585 §6.2.1).
///
/// A packet that is merely late comes by itself, so a hole waits a little before it is asked for; an answer may be lost
/// too, so it is asked for again; and after a while nobody can use it any more.
struct RetransmissionRequests: Sendable {
    /// Packets of one stream overtake each other by a few milliseconds; Opus packets leave every 20 ms.
    static let reorderingAllowance: Duration = .milliseconds(10)
    /// Between two requests of one packet: a round trip of a mobile network. Sooner, the answer may still be under way.
    static let interval: Duration = .milliseconds(80)
    /// Requests of one packet. Three of them span 250 ms, beyond what a jitter buffer waits.
    static let maximumRequests = 3
    /// Packets asked for at a time: 1.3 s of Opus at 20 ms. A longer hole is an outage, whose packets come too late, and
    /// asking for them would load a network that has just proved too weak.
    static let capacity = 64

    private struct Missing {
        var number: Int64
        var requests = 0
        var due: MonotonicTime
    }

    private var sequence = SequenceExtender()
    // In order of number: at most `capacity`, so that a linear search is quick.
    private var missing: [Missing] = []

    /// Takes note of a received packet: fills a hole, or opens one before it.
    mutating func receive(_ sequenceNumber: UInt16, now: MonotonicTime) {
        guard let highest = sequence.highest else {
            _ = sequence.extend(sequenceNumber)
            return
        }
        let number = sequence.extend(sequenceNumber)
        guard number > highest else {
            missing.removeAll { $0.number == number }
            return
        }
        guard number - highest - 1 <= Int64(RetransmissionRequests.capacity) else {
            missing.removeAll()
            return
        }
        for hole in highest + 1..<number {
            missing.append(Missing(number: hole, due: now + RetransmissionRequests.reorderingAllowance))
        }
        missing.removeFirst(max(0, missing.count - RetransmissionRequests.capacity))
    }

    /// When a request is due; `nil` when nothing is missing.
    var nextDeadline: MonotonicTime? { missing.map(\.due).min() }

    /// The numbers to ask for now, in order; a number that was asked for often enough is given up in silence.
    mutating func due(now: MonotonicTime) -> [UInt16] {
        missing.removeAll { $0.due <= now && $0.requests >= RetransmissionRequests.maximumRequests }
        var numbers: [UInt16] = []
        for index in missing.indices where missing[index].due <= now {
            missing[index].requests += 1
            missing[index].due = now + RetransmissionRequests.interval
            numbers.append(UInt16(truncatingIfNeeded: missing[index].number))
        }
        return numbers
    }
}
