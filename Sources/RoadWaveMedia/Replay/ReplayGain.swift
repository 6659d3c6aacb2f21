/// The one gain of a replay and the ceiling of its limiter: what brings it to -14 LUFS, or as near as is good.
/// See docs/decisions/replay.md, « One gain and a limiter ».
public struct ReplayGain: Sendable, Hashable, Codable {
    /// What keeps a replay from the target.
    public enum Bound: String, Sendable, Hashable, Codable {
        /// Nothing: it reaches the target.
        case none
        /// ``greatestGain``: more would turn a whisper into noise.
        case gain
        /// ``greatestHeldShare``: more would be dynamic compression.
        case limiter
    }

    /// The loudness to reach, in LUFS.
    public static let target = -14.0
    /// The most that is turned up, in decibels.
    public static let greatestGain = 20.0
    /// The part of the time that the limiter may hold down 6 dB or more.
    public static let greatestHeldShare = 0.05
    /// The largest true peak of a finished MP3, linear: -1 dBTP, rounded as the gate's four digits are.
    public static let truePeakLimit: Float = 0.8913
    /// How far from the target a finished MP3 may be, in LU.
    public static let tolerance = 0.3
    /// The ceiling of the limiter unless a pass missed, in dBTP. MP3 of 256 kbps moved peaks by 0.4 dB in most programmes; of
    /// an hour with drums 34 frames of 137,000 came out 0.5 dB higher, 2 came out 0.8 dB higher, and one 1.3 dB. Another pass
    /// costs more than half a decibel of a few peaks.
    public static let usualCeiling = -2.5

    /// What everything is turned up by, in decibels; negative where it is turned down.
    public var decibels: Double
    /// The true peak that the limiter keeps before the encoder, in dBTP.
    public var ceiling: Double
    /// The loudness that is expected, in LUFS.
    public var expectedLoudness: Double
    /// What keeps the replay from the target.
    public var bound: Bound

    /// The gain as a factor.
    public var factor: Float { Float(Decibels.amplitude(decibels)) }

    /// Whether a finished MP3 is as it should be.
    /// - Parameters:
    ///   - loudness: integrated, in LUFS; nil when nothing passes the gate.
    ///   - truePeak: linear.
    public static func accepts(loudness: Double?, truePeak: Float) -> Bool {
        guard let loudness, truePeak <= truePeakLimit else { return false }
        return abs(loudness - target) <= tolerance
    }

    /// Decides for a programme.
    /// - Parameters:
    ///   - levels: those of the whole programme.
    ///   - cuts: what is left out of it.
    ///   - ceiling: of the limiter, in dBTP.
    ///   - correction: LU by which the finished MP3 is quieter than the forecast.
    /// - Returns: nil when nothing passes the gate of -70 LUFS: there is nothing to turn up.
    static func decide(
        for levels: LevelTrack, without cuts: [SilenceCut], ceiling: Double = usualCeiling, correction: Double = 0
    ) -> ReplayGain? {
        let forecast = LimiterForecast(levels: levels, cuts: cuts, ceiling: Decibels.amplitude(ceiling))
        guard let unchanged = forecast.outcome(at: Self.unlimited(forecast, ceiling)).loudness else { return nil }
        var gain = min(greatestGain, target + correction - unchanged + Self.unlimited(forecast, ceiling))
        var outcome = forecast.outcome(at: gain)
        // Where the limiter takes some of the loudness away, a little more gain gives it back.
        for _ in 0..<8 {
            guard let loudness = outcome.loudness, gain < greatestGain, abs(target + correction - loudness) > 0.02
            else { break }
            gain = min(greatestGain, gain + target + correction - loudness)
            outcome = forecast.outcome(at: gain)
        }
        var bound =
            gain >= greatestGain && (outcome.loudness ?? target) - correction < target - tolerance ? Bound.gain : .none
        if outcome.heldShare > greatestHeldShare {
            bound = .limiter
            gain = largestGain(bearableBy: forecast, below: gain, ceiling)
            outcome = forecast.outcome(at: gain)
        }
        return ReplayGain(
            decibels: gain, ceiling: ceiling, expectedLoudness: (outcome.loudness ?? target) - correction, bound: bound)
    }

    /// A gain at which the limiter has nothing to do.
    private static func unlimited(_ forecast: LimiterForecast, _ ceiling: Double) -> Double {
        let peak = Decibels.ofAmplitude(forecast.largestPeak)
        return peak.isFinite ? min(0, ceiling - peak - 1) : 0
    }

    /// The largest gain at which the limiter holds down 6 dB for no more than it may, to a tenth of a decibel.
    private static func largestGain(
        bearableBy forecast: LimiterForecast, below greatest: Double, _ ceiling: Double
    ) -> Double {
        var low = min(unlimited(forecast, ceiling), greatest)
        var high = greatest
        while high - low > 0.1 {
            let middle = (low + high) / 2
            if forecast.outcome(at: middle).heldShare > greatestHeldShare { high = middle } else { low = middle }
        }
        return low
    }
}
