/// How a sender's RTP clock maps to its wall clock, from its last report (RFC 3550 §6.4.1).
///
/// Media time is RTP time here. The wall clock of the sender relates its streams, and shows the drift of its sampling
/// clock.
public struct SenderClock: Hashable, Sendable {
    /// The RTP timestamp of the report.
    public var rtpTimestamp: UInt32
    /// The sender's wall clock at that timestamp.
    public var ntp: NTPTimestamp
    /// Ticks of the RTP clock in a second.
    public var clockRate: Int

    /// The mapping of a report.
    public init(_ report: SenderReport, clockRate: Int = 48_000) {
        rtpTimestamp = report.rtpTimestamp
        ntp = report.ntp
        self.clockRate = clockRate
    }

    /// The wall-clock time of an RTP timestamp less than half a wrap (12 hours at 48 kHz) away, by the sender's clock.
    public func ntp(of timestamp: UInt32) -> NTPTimestamp {
        let ticks = Int64(Int32(bitPattern: timestamp &- rtpTimestamp))
        // Ticks in fractions of 2^-32 s: at most 2^31 * 2^32, which fits.
        return NTPTimestamp(rawValue: ntp.rawValue &+ UInt64(bitPattern: (ticks << 32) / Int64(max(clockRate, 1))))
    }
}
