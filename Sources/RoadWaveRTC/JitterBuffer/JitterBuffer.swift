/// Puts the packets of one stream back in order and reports the missing ones.
///
/// It feeds an encoder, not a loudspeaker: the output needs no even pace. So a packet that is next in order leaves at
/// once. Only packets behind a hole wait, for at most ``targetDelay``, until a reordered or retransmitted packet fills
/// it. Without loss there is no added delay. The very first packets of the stream wait for
/// ``Configuration/minimumDelay``, so that its true beginning comes first: packets lost before it cannot be requested.
///
/// How long to wait for a hole is derived from the lateness of packets (``jitter``) and from ``roundTrip``.
///
/// A state machine without clock: `insert`, then `pop` until `nil`; `pop` again at ``nextDeadline``.
/// See docs/decisions/webrtc.md, « Jitter buffer ».
public struct JitterBuffer: Sendable {
    /// Counts since the start.
    public private(set) var counters = Counters()
    /// The bounds.
    public let configuration: Configuration

    private var source: UInt32?
    /// The previous source, and until when its packets count as late.
    private var former: (ssrc: UInt32, until: MonotonicTime)?
    private var extender = SequenceExtender()
    /// Ordered by number, without duplicates.
    private var waiting: [Entry] = []
    private var ready: [Output] = []
    /// The extended number of the next output; `nil` before the first one.
    private var expected: Int64?
    /// The timestamp right after the last delivered sample.
    private var endTimestamp: UInt32?
    private var delivered = DeliveredNumbers()
    private var patience: PatienceEstimator
    /// The number that would confirm a jump (RFC 3550 appendix A.1).
    private var suspected: UInt16?

    private struct Entry {
        var number: Int64
        var packet: RTPPacket
        var duration: Int
        /// When the wait for the hole before this packet began.
        var waitingSince: MonotonicTime
    }

    /// RFC 3550 appendix A.1: MAX_DROPOUT and MAX_MISORDER.
    private static let maximumDropout: Int64 = 3_000
    private static let maximumMisorder: Int64 = 100

    /// The assumed round trip until the creator's reports reveal it: a browser's first report comes after 2.5 to 7.5 s
    /// (RFC 3550 §6.3.1). It is that of a mobile network; Chromium's receiver assumes the same.
    public static let assumedRoundTrip = Duration.milliseconds(100)

    /// An empty buffer.
    public init(configuration: Configuration = .init()) {
        self.configuration = configuration
        patience = PatienceEstimator(bounds: configuration.minimumDelay...configuration.maximumDelay)
    }

    /// The number of packets that wait behind a hole.
    public var waitingCount: Int { waiting.count }

    /// The current wait for a hole.
    public var targetDelay: Duration { patience.target }

    /// How much longer packets travel than the fastest of the last seconds: 98 of 100 packets stay below, including
    /// retransmitted ones. In steps of 10 ms, up to 1 s; zero before the first packet.
    public var jitter: Duration { patience.jitter }

    /// The time between the request for a lost packet and its answer. The wait for a hole is long enough for two
    /// requests. `nil` if the creator retransmits nothing; ``assumedRoundTrip`` until it is known.
    public var roundTrip: Duration? {
        get { patience.roundTrip }
        set { patience.roundTrip = newValue }
    }

    /// When ``pop(now:)`` may have an output without another insertion; `nil` if it needs one.
    public var nextDeadline: MonotonicTime? {
        waiting.first.map { $0.waitingSince + currentWait }
    }

    /// Takes a packet.
    ///
    /// - Parameter duration: the length of its audio in samples at 48 kHz, from the header of the Opus packet. The RTP
    ///   header does not contain it; without it a gap could not be distinguished from a long packet.
    public mutating func insert(_ packet: RTPPacket, duration: Int, now: MonotonicTime) -> Insertion {
        guard ready.count < configuration.capacity else { return .overflow }
        if let source, source != packet.ssrc {
            // On a network that reorders, the last packets of the previous source arrive among the first of the new
            // one.
            if let former, former.ssrc == packet.ssrc, now < former.until {
                counters.late += 1
                return .late
            }
            former = (source, until: now + configuration.maximumDelay)
            restart(.sourceChanged)
        }
        source = packet.ssrc
        guard isPlausible(packet.sequenceNumber) else {
            guard suspected == packet.sequenceNumber else {
                suspected = packet.sequenceNumber &+ 1
                counters.outOfRange += 1
                return .outOfRange
            }
            restart(.sequenceRestarted)
            return place(packet, duration, now)
        }
        suspected = nil
        return place(packet, duration, now)
    }

    /// The next output in order; `nil` if there is none yet.
    public mutating func pop(now: MonotonicTime) -> Output? {
        while let first = waiting.first, isDue(first, now) {
            waiting.removeFirst()
            emit(first)
        }
        return ready.isEmpty ? nil : ready.removeFirst()
    }

    /// Gives up all holes and delivers all waiting packets: the stream has ended.
    public mutating func flush() {
        for entry in waiting { emit(entry) }
        waiting.removeAll()
    }

    private func isPlausible(_ sequenceNumber: UInt16) -> Bool {
        guard let reference = expected ?? waiting.first?.number else { return true }
        let distance = extender.peek(sequenceNumber) - reference
        return (-Self.maximumMisorder..<Self.maximumDropout).contains(distance)
    }

    private mutating func place(_ packet: RTPPacket, _ duration: Int, _ now: MonotonicTime) -> Insertion {
        let number = extender.extend(packet.sequenceNumber)
        if let expected, number < expected {
            guard delivered.contains(number) else {
                counters.late += 1
                patience.receive(timestamp: packet.timestamp, late: true, now: now)
                return .late
            }
            counters.duplicates += 1
            return .duplicate
        }
        let index = waiting.lastIndex { $0.number <= number }.map { $0 + 1 } ?? 0
        guard index == 0 || waiting[index - 1].number != number else {
            counters.duplicates += 1
            return .duplicate
        }
        patience.receive(timestamp: packet.timestamp, late: false, now: now)
        // Filling part of a hole does not restart the wait for the rest.
        let since = index < waiting.count ? min(now, waiting[index].waitingSince) : now
        waiting.insert(Entry(number: number, packet: packet, duration: duration, waitingSince: since), at: index)
        return .accepted
    }

    private var currentWait: Duration { expected == nil ? configuration.minimumDelay : targetDelay }

    private func isDue(_ entry: Entry, _ now: MonotonicTime) -> Bool {
        entry.number == expected || waiting.count > configuration.capacity
            || now >= entry.waitingSince + currentWait
    }

    private mutating func emit(_ entry: Entry) {
        if let expected { counters.lost += Int(entry.number - expected) }
        if let endTimestamp, endTimestamp != entry.packet.timestamp {
            let samples = Int(Int32(bitPattern: entry.packet.timestamp &- endTimestamp))
            let isGap = samples > 0 && samples <= configuration.maximumGap
            ready.append(isGap ? .gap(samples: samples, before: entry.packet) : .discontinuity(.timestampJumped))
            if !isGap { patience.restart() }
        }
        ready.append(.media(entry.packet, duration: entry.duration))
        counters.delivered += 1
        delivered.insert(entry.number)
        expected = entry.number + 1
        endTimestamp = entry.packet.timestamp &+ UInt32(truncatingIfNeeded: entry.duration)
    }

    private mutating func restart(_ reason: Discontinuity) {
        flush()
        ready.append(.discontinuity(reason))
        patience.restart()
        extender = SequenceExtender()
        expected = nil
        endTimestamp = nil
        delivered = DeliveredNumbers()
        suspected = nil
    }
}
