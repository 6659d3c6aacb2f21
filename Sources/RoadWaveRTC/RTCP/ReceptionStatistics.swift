/// The counts of a receiver for one source, for its reports (RFC 3550 appendices A.1, A.3 and A.8).
public struct ReceptionStatistics: Sendable {
    /// The source.
    public let ssrc: UInt32
    /// Packets received, including late and repeated ones, as in RFC 3550.
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

    /// Starts with nothing counted.
    ///
    /// - Parameter clockRate: ticks of the RTP clock in a second; always 48,000 for Opus.
    public init(ssrc: UInt32, clockRate: Int = 48_000) {
        self.ssrc = ssrc
        self.clockRate = clockRate
    }

    /// Counts one authenticated packet.
    ///
    /// - Parameter isRetransmission: whether it came at our request. Its delay then says nothing about the network's
    ///   jitter.
    public mutating func receive(
        sequenceNumber: UInt16, timestamp: UInt32, isRetransmission: Bool = false, now: MonotonicTime
    ) {
        let extended = sequence.extend(sequenceNumber)
        // A packet from before the first one. RFC 3550 starts to count at the first packet; here it starts at the
        // lowest number, so that "expected" is never below "received" when the first two are swapped.
        firstSequence = min(firstSequence ?? extended, extended)
        received += 1
        if !isRetransmission { updateJitter(timestamp: timestamp, now: now) }
    }

    /// Records the sender's report.
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

    /// Packets lost since the beginning; negative if there are more repeated packets than lost ones.
    public var lost: Int64 { expected - received }

    /// Makes the block of a report and starts the next interval; `nil` before the first packet.
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

    /// RFC 3550 A.8: J += (|D| - J) / 16, where D is how much longer this packet travelled than the previous one.
    private mutating func updateJitter(timestamp: UInt32, now: MonotonicTime) {
        defer { lastPacket = (timestamp, now) }
        guard let lastPacket else { return }
        let ticksArrived = Double((now - lastPacket.arrival).wholeNanoseconds) * Double(clockRate) / 1e9
        // Modulo 2^32, so that a wrap of the timestamp is not a jump.
        let ticksSent = Double(Int32(bitPattern: timestamp &- lastPacket.timestamp))
        jitter += (abs(ticksArrived - ticksSent) - jitter) / 16
    }
}
