/// A time in NTP format: seconds, and fractions of 2^-32 s (RFC 3550 §4).
///
/// Senders map their RTP timestamps to it. Only differences matter here, so each sender has its own origin.
public struct NTPTimestamp: Hashable, Sendable {
    /// Seconds in the upper 32 bits, the fraction of a second in the lower.
    public var rawValue: UInt64

    /// A timestamp from its 64 bits.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The time since an origin of the caller's.
    public init(sinceOrigin elapsed: Duration) {
        let nanoseconds = UInt64(max(elapsed.wholeNanoseconds, 0))
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        rawValue = seconds << 32 | (rest << 32) / 1_000_000_000
    }

    /// The middle 32 bits, in units of 1/65,536 s: a receiver report returns them (RFC 3550 §6.4.1).
    public var middle: UInt32 {
        UInt32(truncatingIfNeeded: rawValue >> 16)
    }

    /// The time from `earlier` to this timestamp; negative when it is the later.
    public func interval(since earlier: NTPTimestamp) -> Duration {
        let difference = Int64(bitPattern: rawValue &- earlier.rawValue)
        return .seconds(difference >> 32) + .nanoseconds(((difference & 0xFFFF_FFFF) * 1_000_000_000) >> 32)
    }
}

/// A short time in units of 1/65,536 s, as a report block carries it; up to 18 hours.
struct CompactDuration: Hashable, Sendable {
    var rawValue: UInt32

    init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    init(_ duration: Duration) {
        let nanoseconds = UInt64(max(duration.wholeNanoseconds, 0))
        // Seconds and fractions separately, against overflow. A longer time is cut to the longest.
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        rawValue = UInt32(clamping: seconds << 16 | (rest << 16) / 1_000_000_000)
    }

    var duration: Duration { .nanoseconds((Int64(rawValue) * 1_000_000_000) >> 16) }
}
