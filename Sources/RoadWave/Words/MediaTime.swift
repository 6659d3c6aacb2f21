/// A position on a live's timeline, counted in samples at 48 kHz from the first sample of the live.
///
/// Media time is RTP time: it advances with the samples that the creator sent, never with a clock of the node. RTP's
/// Opus clock is 48 kHz whatever the encoder's bandwidth (RFC 7587 §4.1), so one tick is one sample here.
package struct MediaTime: Hashable, Comparable, Sendable {
    /// Ticks a second.
    package static let sampleRate = 48_000

    /// The first sample of a live.
    package static let zero = MediaTime(samples: 0)

    /// Samples at 48 kHz since the start of the live; negative only for an encoder's priming samples.
    package var samples: Int64

    /// A position `samples` samples after the start of the live.
    package init(samples: Int64) {
        self.samples = samples
    }

    /// The position rounded to the nearest microsecond, ties up.
    var microseconds: Int64 {
        // 1,000,000 / 48,000 = 125 / 6; the shift by 3 rounds, and flooring keeps negative positions on the same grid.
        let (quotient, remainder) = (samples * 125 + 3).quotientAndRemainder(dividingBy: 6)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Whether `lhs` is earlier.
    package static func < (lhs: MediaTime, rhs: MediaTime) -> Bool {
        lhs.samples < rhs.samples
    }

    /// The position `samples` samples after `time`.
    static func + (time: MediaTime, samples: Int) -> MediaTime {
        MediaTime(samples: time.samples + Int64(samples))
    }

    /// Samples from `rhs` to `lhs`.
    static func - (lhs: MediaTime, rhs: MediaTime) -> Int {
        Int(lhs.samples - rhs.samples)
    }
}

extension Duration {
    /// The number of 48 kHz samples nearest to this duration.
    var sampleCount: Int {
        let (seconds, attoseconds) = components
        let fraction = (Double(attoseconds) / 1e18 * Double(MediaTime.sampleRate)).rounded()
        return Int(seconds) * MediaTime.sampleRate + Int(fraction)
    }

    /// The duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
