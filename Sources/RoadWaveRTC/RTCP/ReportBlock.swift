/// A receiver's report about one source since its last report (RFC 3550 §6.4.1).
public struct ReportBlock: Hashable, Sendable {
    /// The source that the block is about.
    public var ssrc: UInt32
    /// The share of lost packets since the last report, in 1/256.
    public var fractionLost: UInt8
    /// Lost packets since the beginning; negative if more came than expected. 24 bits on the wire.
    public var cumulativeLost: Int32
    /// The highest sequence number, with the count of its wraps in the upper 16 bits.
    public var extendedHighestSequence: UInt32
    /// The variation of transit times, in units of the RTP clock.
    public var jitter: UInt32
    /// The middle bits of the NTP time of the last sender report; 0 if there was none.
    public var lastSenderReport: UInt32
    /// The time since that report, in 1/65,536 s.
    public var delaySinceLastSenderReport: UInt32

    /// Creates a block with all its fields.
    public init(
        ssrc: UInt32, fractionLost: UInt8, cumulativeLost: Int32, extendedHighestSequence: UInt32, jitter: UInt32,
        lastSenderReport: UInt32 = 0, delaySinceLastSenderReport: UInt32 = 0
    ) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.cumulativeLost = cumulativeLost
        self.extendedHighestSequence = extendedHighestSequence
        self.jitter = jitter
        self.lastSenderReport = lastSenderReport
        self.delaySinceLastSenderReport = delaySinceLastSenderReport
    }

    /// The round trip to the receiver (RFC 3550 §6.4.1), for a sender that received this block at `arrival` on the
    /// clock of its own reports. `nil` if the receiver had no report of ours, or if the times are implausible.
    public func roundTrip(arrival: NTPTimestamp) -> Duration? {
        guard lastSenderReport != 0 else { return nil }
        let elapsed = arrival.middle &- lastSenderReport &- delaySinceLastSenderReport
        // The clocks of two machines may differ by a tick: a "negative" difference wraps to almost 18 hours.
        guard elapsed < 1 << 31 else { return nil }
        return CompactDuration(rawValue: elapsed).duration
    }
}

extension ReportBlock {
    static let length = 24

    init?(_ reader: inout ByteReader) {
        guard let ssrc = reader.readUInt32(), let fraction = reader.readUInt8(), let lost = reader.readUInt24(),
            let highest = reader.readUInt32(), let jitter = reader.readUInt32(), let report = reader.readUInt32(),
            let delay = reader.readUInt32()
        else { return nil }
        self.init(
            ssrc: ssrc, fractionLost: fraction,
            // The sign of 24 bits, extended to 32 by the arithmetic shift.
            cumulativeLost: Int32(bitPattern: lost << 8) >> 8, extendedHighestSequence: highest, jitter: jitter,
            lastSenderReport: report, delaySinceLastSenderReport: delay)
    }

    func append(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: ssrc)
        let lost = min(max(cumulativeLost, -0x80_0000), 0x7F_FFFF)
        bytes.append(bigEndian: UInt32(fractionLost) << 24 | UInt32(bitPattern: lost) & 0xFF_FFFF)
        bytes.append(bigEndian: extendedHighestSequence)
        bytes.append(bigEndian: jitter)
        bytes.append(bigEndian: lastSenderReport)
        bytes.append(bigEndian: delaySinceLastSenderReport)
    }
}
