/// All that is decided about a replay before it is encoded: with the same plan the same recording gives the same bytes.
public struct ReplayPlan: Sendable, Hashable, Codable {
    /// Where each sample of the recording is in the replay.
    public let timeMap: TimeMap
    /// Its level.
    public let gain: ReplayGain
    /// The integrated loudness of the recording, in LUFS.
    public let recordedLoudness: Double
    /// Where sound goes on after a break of the recording, in samples of the replay.
    public let breaks: [Int64]
    /// 1, and one more for each time that the finished MP3 missed and was made again.
    public let pass: Int
    let cuts: [SilenceCut]
    /// Samples of sound before the cuts.
    let soundLength: Int64
    /// LU by which replays come out quieter than the forecast says, as earlier passes have shown.
    private let correction: Double

    /// Samples of the replay at 48 kHz.
    public var frameCount: Int64 { timeMap.replayLength }

    /// Plans the replay of a recording; nil when it is silent.
    public init?(_ measurement: RecordingMeasurement) {
        guard let loudness = measurement.loudness else { return nil }
        let cuts = SilenceSearch.cuts(in: measurement.levels, loudness: loudness)
        guard let gain = ReplayGain.decide(for: measurement.levels, without: cuts) else { return nil }
        timeMap = measurement.timeline.map(without: cuts)
        self.gain = gain
        recordedLoudness = loudness
        var removed: Int64 = 0
        var rest = cuts[...]
        var breaks: [Int64] = []
        for position in measurement.timeline.breaks {
            while let cut = rest.first, cut.end <= position {
                removed += cut.length
                rest = rest.dropFirst()
            }
            let inCut = rest.first.map { max(0, position - $0.start) } ?? 0
            breaks.append(position - removed - inCut)
        }
        self.breaks = breaks
        pass = 1
        correction = 0
        self.cuts = cuts
        soundLength = measurement.timeline.soundLength
    }

    private init(_ plan: ReplayPlan, gain: ReplayGain, correction: Double) {
        timeMap = plan.timeMap
        self.gain = gain
        recordedLoudness = plan.recordedLoudness
        breaks = plan.breaks
        pass = plan.pass + 1
        cuts = plan.cuts
        soundLength = plan.soundLength
        self.correction = correction
    }

    /// The plan of another pass where the finished MP3 missed; nil where it is good, or as good as it gets.
    ///
    /// - Parameters:
    ///   - measurement: of the recording, as the plan was made from.
    ///   - loudness: of the finished MP3, in LUFS; nil where the pass was not finished.
    ///   - truePeak: of the MP3, linear.
    public func corrected(
        by measurement: RecordingMeasurement, loudness: Double?, truePeak: Float
    ) -> ReplayPlan? {
        var ceiling = gain.ceiling
        if truePeak > ReplayGain.truePeakLimit {
            // A little more than it missed by: the encoder does not repeat itself at another level.
            ceiling -= Decibels.ofAmplitude(Double(truePeak / ReplayGain.truePeakLimit)) + Self.reserve
        }
        let missed = gain.bound == .none ? loudness.map { ReplayGain.target - $0 } ?? 0 : 0
        guard ceiling < gain.ceiling || abs(missed) > Self.bearableMiss else { return nil }
        // What the forecast was wrong by is added to the next one; what was told is not missed again.
        let correction = correction + (loudness.map { gain.expectedLoudness - $0 } ?? 0)
        let next = ReplayGain.decide(
            for: measurement.levels, without: cuts, ceiling: ceiling, correction: correction)
        return next.map { ReplayPlan(self, gain: $0, correction: correction) }
    }

    /// In decibels: the next pass must not miss by the next rare peak.
    private static let reserve = 0.5
    /// In LU, with a little room to the 0.3 of ``ReplayGain/tolerance``: others' meters differ by some hundredths.
    private static let bearableMiss = 0.25
}
