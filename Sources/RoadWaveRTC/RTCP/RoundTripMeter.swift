/// Measures the round trip to a sender by its answers to our clock readings (RFC 3611 §4.4, §4.5).
///
/// RFC 3550 gives the round trip only to senders. A mere receiver sends its clock in an extended report, and the sender
/// returns it with its next report. Offer and answer need not mention it: RFC 3611 §5 allows it without signalling,
/// browsers answer without it, and other peers skip the unknown packet type (RFC 3550 §6.1).
/// See docs/decisions/webrtc.md, « Round trip ».
struct RoundTripMeter: Sendable {
    /// A browser reports its audio every 5 s: a measurement outlives two lost answers.
    static let lifetime: Duration = .seconds(20)
    /// Beyond this no conversation is possible: the answer belongs to a reading long ago, or is forged.
    static let maximum: Duration = .seconds(10)

    /// The origin of our clock readings: only differences matter.
    private var origin: MonotonicTime?
    private var last: (roundTrip: Duration, measured: MonotonicTime)?

    /// The clock reading to send now.
    mutating func reference(now: MonotonicTime) -> NTPTimestamp {
        if origin == nil { origin = now }
        return reading(now)
    }

    /// Records the answer to one of our readings.
    mutating func receive(_ answer: DelaySinceReference, now: MonotonicTime) {
        guard answer.lastReference != 0, origin != nil else { return }
        let elapsed = reading(now).middle &- answer.lastReference &- answer.delay
        let roundTrip = CompactDuration(rawValue: elapsed).duration
        // A clock that differs by a tick gives a "negative" time, which wraps to 18 hours.
        guard roundTrip <= Self.maximum else { return }
        last = (roundTrip, now)
    }

    /// The last measurement; `nil` before the first one, and when the sender has not answered for long.
    func roundTrip(now: MonotonicTime) -> Duration? {
        guard let last, now - last.measured <= Self.lifetime else { return nil }
        return last.roundTrip
    }

    private func reading(_ now: MonotonicTime) -> NTPTimestamp {
        // One second late, so that no reading has middle bits of 0, which mean "none" (RFC 3611 §4.5).
        NTPTimestamp(sinceOrigin: now - (origin ?? now) + .seconds(1))
    }
}
