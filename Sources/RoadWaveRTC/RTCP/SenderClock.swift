/// How a sender's RTP clock maps to its wall clock, from its last report (RFC 3550 §6.4.1).
///
/// Media time here is RTP time; the wall clock of the sender tells how its streams relate, and how far its sampling
/// clock drifts.
public struct SenderClock: Hashable, Sendable {
    /// The RTP timestamp of the report.
    public var rtpTimestamp: UInt32
    /// The sender's wall clock at that timestamp.
    public var ntp: NTPTimestamp
    /// Ticks of the RTP clock in a second.
    public var clockRate: Int

    /// The mapping that a report states.
    public init(_ report: SenderReport, clockRate: Int = 48_000) {
        rtpTimestamp = report.rtpTimestamp
        ntp = report.ntp
        self.clockRate = clockRate
    }

    /// The time on the sender's wall clock of an RTP timestamp less than half a wrap (12 hours at 48 kHz) away.
    public func ntp(of timestamp: UInt32) -> NTPTimestamp {
        let ticks = Int64(Int32(bitPattern: timestamp &- rtpTimestamp))
        // Ticks in fractions of 2^-32 s: at most 2^31 * 2^32, which fits.
        return NTPTimestamp(rawValue: ntp.rawValue &+ UInt64(bitPattern: (ticks << 32) / Int64(max(clockRate, 1))))
    }
}
