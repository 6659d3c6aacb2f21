/// What a receiver counts of one source, for its reports (RFC 3550 appendices A.1, A.3 and A.8).
public struct ReceptionStatistics: Sendable {
    /// The source.
    public let ssrc: UInt32
    /// Packets received, late and repeated ones included, as RFC 3550 counts them.
    public private(set) var received: Int64 = 0
    /// The variation of transit times, smoothed, in units of the RTP clock.
    public private(set) var jitter: Double = 0

    private let clockRate: Int
    private var sequence = SequenceExtender()
    private var firstSequence: Int64?
    private var lastPacket: (timestamp: UInt32, arrival: MonotonicTime)?
    private var expectedBefore: Int64 = 0
    private var receivedBefore: Int64 = 0
    private var lastReport: (middle: UInt32, arrival: MonotonicTime)?

    /// Starts to count.
    ///
    /// - Parameter clockRate: ticks of the RTP clock in a second; 48,000 for Opus, whatever it encodes.
    public init(ssrc: UInt32, clockRate: Int = 48_000) {
        self.ssrc = ssrc
        self.clockRate = clockRate
    }

    /// Counts one authenticated packet.
    ///
    /// - Parameter isRetransmission: it came because it was asked for: its delay says nothing of the network's jitter.
    public mutating func receive(
        sequenceNumber: UInt16, timestamp: UInt32, isRetransmission: Bool = false, now: MonotonicTime
    ) {
        let extended = sequence.extend(sequenceNumber)
        // A packet from before the first that came: RFC 3550 begins at the first; beginning at the lowest keeps
        // "expected" from falling under "received" when the first two are swapped.
        firstSequence = min(firstSequence ?? extended, extended)
        received += 1
        if !isRetransmission { updateJitter(timestamp: timestamp, now: now) }
    }

    /// Takes note of the sender's report.
    public mutating func receive(_ report: SenderReport, now: MonotonicTime) {
        lastReport = (report.ntp.middle, now)
    }

    /// ``jitter`` as a time.
    public var jitterDuration: Duration { .nanoseconds(Int64(min(jitter / Double(clockRate), 1e9) * 1e9)) }

    /// Packets expected from the first to the highest received.
    public var expected: Int64 {
        guard let firstSequence, let highest = sequence.highest else { return 0 }
        return highest - firstSequence + 1
    }

    /// Packets lost since the beginning; negative when repeated ones outnumber them.
    public var lost: Int64 { expected - received }

    /// Makes the block of a report and begins the next interval; `nil` before the first packet.
    public mutating func makeReport(now: MonotonicTime) -> ReportBlock? {
        guard let highest = sequence.highest else { return nil }
        let expectedNow = expected - expectedBefore
        let lostNow = expectedNow - (received - receivedBefore)
        expectedBefore = expected
        receivedBefore = received
        let fraction = expectedNow > 0 && lostNow > 0 ? (lostNow << 8) / expectedNow : 0
        return ReportBlock(
            ssrc: ssrc, fractionLost: UInt8(clamping: fraction), cumulativeLost: Int32(clamping: lost),
            extendedHighestSequence: UInt32(truncatingIfNeeded: highest),
            jitter: UInt32(min(jitter, Double(UInt32.max))),
            lastSenderReport: lastReport?.middle ?? 0,
            delaySinceLastSenderReport: lastReport.map { CompactDuration(now - $0.arrival).rawValue } ?? 0)
    }

    /// RFC 3550 A.8: J += (|D| - J) / 16, where D is how much longer this packet travelled than the one before.
    private mutating func updateJitter(timestamp: UInt32, now: MonotonicTime) {
        defer { lastPacket = (timestamp, now) }
        guard let lastPacket else { return }
        let ticksArrived = Double((now - lastPacket.arrival).wholeNanoseconds) * Double(clockRate) / 1e9
        // Modulo 2^32, so that a wrap of the timestamp is no jump.
        let ticksSent = Double(Int32(bitPattern: timestamp &- lastPacket.timestamp))
        jitter += (abs(ticksArrived - ticksSent) - jitter) / 16
    }
}
