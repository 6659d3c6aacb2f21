/// Measures the round trip to a sender by its answers to our clock readings (RFC 3611 §4.4, §4.5).
///
/// RFC 3550 gives the round trip to senders only. One who merely receives sends its clock in an extended report; the
/// sender gives it back with its next report. No offer or answer has to agree on it: RFC 3611 §5 leaves the signalling
/// out where both sides know what to do, browsers answer unasked, and whoever does not know the packet type skips it
/// (RFC 3550 §6.1).
/// See docs/decisions/webrtc.md, « Round trip ».
struct RoundTripMeter: Sendable {
    /// A browser reports its audio each 5 s: a measure outlives two answers that are lost.
    static let lifetime: Duration = .seconds(20)
    /// Beyond this no conversation is possible, and the answer is to a question long forgotten, or a lie.
    static let maximum: Duration = .seconds(10)

    /// The origin of our clock readings: only their differences mean something.
    private var origin: MonotonicTime?
    private var last: (roundTrip: Duration, measured: MonotonicTime)?

    /// The clock reading to send now.
    mutating func reference(now: MonotonicTime) -> NTPTimestamp {
        if origin == nil { origin = now }
        return reading(now)
    }

    /// Takes the answer to one of our readings.
    mutating func receive(_ answer: DelaySinceReference, now: MonotonicTime) {
        guard answer.lastReference != 0, origin != nil else { return }
        let elapsed = reading(now).middle &- answer.lastReference &- answer.delay
        let roundTrip = CompactDuration(rawValue: elapsed).duration
        // A clock that is a tick off gives a "negative" time, which wraps to 18 hours.
        guard roundTrip <= Self.maximum else { return }
        last = (roundTrip, now)
    }

    /// The last measure; `nil` before the first, and when the sender has long not answered.
    func roundTrip(now: MonotonicTime) -> Duration? {
        guard let last, now - last.measured <= Self.lifetime else { return nil }
        return last.roundTrip
    }

    private func reading(_ now: MonotonicTime) -> NTPTimestamp {
        // One second late, so that no reading has middle bits of 0, which mean "none" (RFC 3611 §4.5).
        NTPTimestamp(sinceOrigin: now - (origin ?? now) + .seconds(1))
    }
}
