/// What a limiter will make of a programme at some gain, from its levels alone: close enough to choose the gain once,
/// before anything is encoded.
///
/// It plays the limiter in steps of 10 ms. What it says is checked on the finished MP3.
struct LimiterForecast: Sendable {
    /// How the programme will come out.
    struct Outcome: Sendable, Hashable {
        /// Integrated, in LUFS; nil when nothing passes the gate.
        var loudness: Double?
        /// The part that is held down by 6 dB or more, 0 to 1.
        var heldShare: Double
    }

    private let levels: LevelTrack
    private let cuts: [SilenceCut]
    /// The true peak that is kept, linear.
    private let ceiling: Double
    /// What the gain lacks of 1 falls by this much in 10 ms.
    private static let decay = 1 - 0.01 / LimiterEnvelope.releaseSeconds
    /// True peaks of voices and music lie this much over their samples, linear.
    private static let betweenSamples = 1.02

    init(levels: LevelTrack, cuts: [SilenceCut], ceiling: Double) {
        self.levels = levels
        self.cuts = cuts
        self.ceiling = ceiling
    }

    /// The largest sample that is kept, linear.
    var largestPeak: Double {
        var largest = 0.0
        forEachCell { largest = max(largest, levels.peak(of: $0)) }
        return largest
    }

    /// The outcome at a gain in decibels.
    func outcome(at gain: Double) -> Outcome {
        let factor = Decibels.amplitude(gain)
        var gate = LoudnessGate()
        var held = 0
        var cells = 0
        var envelope = 1.0
        forEachCell { cell in
            let peak = levels.peak(of: cell) * factor * Self.betweenSamples
            let before = envelope
            envelope = min(peak > ceiling ? ceiling / peak : 1, 1 - (1 - before) * Self.decay)
            let (left, right) = levels.powers(of: cell)
            let applied = envelope * factor
            gate.append(meanSquare: (left + right) * applied * applied)
            cells += 1
            if envelope < Double(TruePeakLimiter.heldGain) { held += 1 }
        }
        return Outcome(loudness: gate.integrated, heldShare: cells > 0 ? Double(held) / Double(cells) : 0)
    }

    /// The cells that are kept.
    private func forEachCell(_ body: (Int) -> Void) {
        var cuts = cuts[...]
        for cell in levels.cells.indices {
            let start = Int64(cell * LevelTrack.cellFrames)
            while let cut = cuts.first, cut.end <= start { cuts = cuts.dropFirst() }
            if let cut = cuts.first, cut.start <= start { continue }
            body(cell)
        }
    }
}
