/// An instant on a clock that never goes back, counted in nanoseconds from an arbitrary origin.
///
/// The protocol core reads no clock: its owner passes the time in. All times of a peer must have the same origin;
/// instants with different origins cannot be compared.
public struct MonotonicTime: Comparable, Hashable, Sendable {
    /// Nanoseconds since the origin of the caller's clock.
    public var nanoseconds: Int64

    /// Creates an instant `nanoseconds` after the origin.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The origin, where tests start.
    public static let zero = MonotonicTime(nanoseconds: 0)

    /// Whether `lhs` comes before `rhs`.
    public static func < (lhs: MonotonicTime, rhs: MonotonicTime) -> Bool {
        lhs.nanoseconds < rhs.nanoseconds
    }

    /// The instant `duration` later, or the last representable instant instead of an overflow.
    public static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        let (sum, overflow) = time.nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
        guard overflow else { return MonotonicTime(nanoseconds: sum) }
        return MonotonicTime(nanoseconds: duration < .zero ? .min : .max)
    }

    /// The instant `duration` earlier, with the same bounds as `+`.
    public static func - (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        let (difference, overflow) = time.nanoseconds.subtractingReportingOverflow(duration.wholeNanoseconds)
        guard overflow else { return MonotonicTime(nanoseconds: difference) }
        return MonotonicTime(nanoseconds: duration < .zero ? .max : .min)
    }

    /// The time that passed from `rhs` to `lhs`; negative when `lhs` is the earlier.
    public static func - (lhs: MonotonicTime, rhs: MonotonicTime) -> Duration {
        let (difference, overflow) = lhs.nanoseconds.subtractingReportingOverflow(rhs.nanoseconds)
        guard overflow else { return .nanoseconds(difference) }
        return .nanoseconds(lhs < rhs ? Int64.min : Int64.max)
    }

    /// Moves the instant `duration` later.
    public static func += (time: inout MonotonicTime, duration: Duration) {
        time = time + duration
    }
}

extension Duration {
    /// Whole nanoseconds, kept within `Int64` (292 years either way).
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, sumOverflow) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard !overflow, !sumOverflow else { return seconds < 0 ? .min : .max }
        return sum
    }
}
