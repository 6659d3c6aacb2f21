/// The sequence numbers that a stream lacks, and when to ask its sender for them again (RFC 4585 §6.2.1).
///
/// A state machine without clock: feed it every packet that arrives, ask it what to request.
public struct MissingPackets: Sendable {
    /// When and how often to ask.
    public struct Configuration: Hashable, Sendable {
        /// How long a number may be missing before it is asked for: reordering on a path is a few milliseconds.
        public var reorderingAllowance: Duration
        /// How long to wait for a retransmission before asking again: a round trip.
        public var retryInterval: Duration
        /// How often a number is asked for.
        public var maximumRequests: Int

        /// 10 ms, then each 100 ms, four times: after 400 ms the audio is out of date.
        public init(
            reorderingAllowance: Duration = .milliseconds(10), retryInterval: Duration = .milliseconds(100),
            maximumRequests: Int = 4
        ) {
            self.reorderingAllowance = reorderingAllowance
            self.retryInterval = retryInterval
            self.maximumRequests = maximumRequests
        }
    }

    /// When and how often to ask; the retry interval may follow the measured round trip.
    public var configuration: Configuration

    private var extender = SequenceExtender()
    /// Ordered by number.
    private var missing: [Entry] = []

    private struct Entry {
        var number: Int64
        var requests = 0
        var nextRequest: MonotonicTime
    }

    /// Five seconds of packets of 20 ms: a longer hole is an outage, which retransmission does not heal.
    private static let capacity = 250

    /// A list for a new stream.
    public init(configuration: Configuration = .init()) {
        self.configuration = configuration
    }

    /// The numbers that are missing and still asked for.
    public var sequenceNumbers: [UInt16] { missing.map { UInt16(truncatingIfNeeded: $0.number) } }

    /// When ``nacksDue(now:)`` next has something.
    public var nextDeadline: MonotonicTime? { missing.lazy.map(\.nextRequest).min() }

    /// Notes an arrival: fills its own hole, and opens one for each number skipped.
    public mutating func receive(_ sequenceNumber: UInt16, now: MonotonicTime) {
        let previous = extender.highest
        let number = extender.extend(sequenceNumber)
        guard let previous else { return }
        guard number > previous else {
            missing.removeAll { $0.number == number }
            return
        }
        let skipped = previous + 1..<number
        guard skipped.count <= Self.capacity else {
            missing.removeAll()
            return
        }
        for number in skipped {
            missing.append(Entry(number: number, nextRequest: now + configuration.reorderingAllowance))
        }
        if missing.count > Self.capacity { missing.removeFirst(missing.count - Self.capacity) }
    }

    /// The numbers to ask for now, in order; each counts as asked.
    public mutating func nacksDue(now: MonotonicTime) -> [UInt16] {
        var due: [UInt16] = []
        for index in missing.indices where missing[index].nextRequest <= now {
            missing[index].requests += 1
            missing[index].nextRequest = now + configuration.retryInterval
            due.append(UInt16(truncatingIfNeeded: missing[index].number))
        }
        let maximumRequests = configuration.maximumRequests
        missing.removeAll { $0.requests >= maximumRequests }
        return due
    }

    /// Forgets all: the stream has another source.
    public mutating func reset() {
        extender = SequenceExtender()
        missing.removeAll()
    }
}
