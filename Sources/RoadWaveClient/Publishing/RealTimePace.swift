/// When the next packet of a sound is to leave, so that it is sent no faster than it is spoken. Time is passed in, as
/// that since any start.
struct RealTimePace: Sendable {
    /// A caller that comes later than this has paused; one that is less late catches up, since its sound is whole. A
    /// listener's silence begins after a second without a packet.
    static let maximumLag = Duration.seconds(1)

    /// `nil` before the first packet.
    private(set) var due: Duration?

    /// Takes note of a caller that has its next packet.
    ///
    /// - Returns: the samples at 48 kHz that its pause lasted; 0 when there was none.
    mutating func resume(now: Duration) -> Int {
        guard let due else {
            due = now
            return 0
        }
        let lag = now - due
        guard lag > Self.maximumLag else { return 0 }
        // Whole samples: what is rounded off makes the next packet due a little earlier.
        let skipped = Int(lag / .microseconds(1)) * 48 / 1_000
        advance(by: skipped)
        return skipped
    }

    /// A packet of `samples` at 48 kHz leaves.
    mutating func advance(by samples: Int) {
        due = due.map { $0 + .nanoseconds(Int64(samples) * 1_000_000 / 48) }
    }
}
