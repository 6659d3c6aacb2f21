/// When the next packet of a sound is to be sent, so that it is sent no faster than it is spoken. Time is passed in,
/// from any origin.
struct RealTimePace: Sendable {
    /// A caller that is later than this has paused. A caller that is less late catches up, since its sound has no hole.
    /// A listener's silence begins after a second without a packet.
    static let maximumLag = Duration.seconds(1)

    /// `nil` before the first packet.
    private(set) var due: Duration?

    /// Records that the caller has its next packet.
    ///
    /// - Returns: the length of its pause in samples at 48 kHz; 0 if there was none.
    mutating func resume(now: Duration) -> Int {
        guard let due else {
            due = now
            return 0
        }
        let lag = now - due
        guard lag > Self.maximumLag else { return 0 }
        // Whole samples: the rounding makes the next packet due a little earlier.
        let skipped = Int(lag / .microseconds(1)) * 48 / 1_000
        advance(by: skipped)
        return skipped
    }

    /// A packet of `samples` at 48 kHz is sent.
    mutating func advance(by samples: Int) {
        due = due.map { $0 + .nanoseconds(Int64(samples) * 1_000_000 / 48) }
    }
}
