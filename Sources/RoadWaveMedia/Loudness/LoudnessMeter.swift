/// Measures sound of 48 kHz as it comes: its integrated loudness (ITU-R BS.1770-4), its true peak and, where they are
/// asked for, its levels from 10 ms to 10 ms. Its memory does not grow but for the levels.
///
/// Mono is measured as two loudspeakers play it, 3.01 LU above one channel.
/// Confined to its owner: it is not `Sendable` and takes no lock.
/// See docs/decisions/replay.md, « Loudness from cells ».
public final class LoudnessMeter {
    /// Channels of the sound, 1 or 2.
    public let channels: Int
    /// The levels so far; empty unless they are kept.
    public private(set) var levels = LevelTrack()

    private var weighting = KWeighting()
    private let keepsLevels: Bool
    private var gate = LoudnessGate()
    private var peakMeters: [TruePeakMeter]
    /// For each channel, the beginning of a cell.
    private var pending: [[Float]]
    private var pendingFrames = 0
    private var isFinished = false

    /// A meter that has heard nothing.
    /// - Parameters:
    ///   - channels: 1 or 2.
    ///   - measuresTruePeak: whether ``truePeak`` is asked for; it costs as much as the loudness.
    ///   - keepsLevels: whether ``levels`` is.
    public init(channels: Int, measuresTruePeak: Bool = true, keepsLevels: Bool = false) throws(MediaError) {
        guard channels == 1 || channels == 2 else {
            throw MediaError(.invalidArgument, "loudness is measured of 1 or 2 channels, not \(channels)")
        }
        self.channels = channels
        self.keepsLevels = keepsLevels
        peakMeters = measuresTruePeak ? (0..<channels).map { _ in TruePeakMeter() } : []
        pending = (0..<channels).map { _ in [Float](repeating: 0, count: KWeighting.cellFrames) }
    }

    /// The integrated loudness in LUFS of what was appended; nil when nothing passes the absolute gate of -70 LUFS.
    public var integrated: Double? { gate.integrated }

    /// The largest true peak so far, linear: 1 is full scale. 0 where it is not measured.
    public var truePeak: Float { peakMeters.map(\.peak).max() ?? 0 }

    /// Adds frames of 48 kHz. A remainder of less than 10 ms is measured with the next frames.
    /// - Throws: `invalidArgument` for another format, `finished` after ``finish()``.
    public func append(_ pcm: PCM) throws(MediaError) {
        try pcm.check(channels: channels, sampleRate: 48_000)
        guard !isFinished else { throw MediaError(.finished, "the loudness meter has finished") }
        levels.frameCount += keepsLevels ? Int64(pcm.frameCount) : 0
        for channel in peakMeters.indices { peakMeters[channel].append(pcm, channel: channel) }
        var read = 0
        while read < pcm.frameCount {
            let count = min(pcm.frameCount - read, KWeighting.cellFrames - pendingFrames)
            take(pcm, frames: read..<read + count)
            read += count
            if pendingFrames == KWeighting.cellFrames { endCell() }
        }
    }

    /// Measures the remainder, padded to 10 ms with silence.
    public func finish() {
        guard !isFinished else { return }
        isFinished = true
        for channel in peakMeters.indices { peakMeters[channel].finish() }
        guard pendingFrames > 0 else { return }
        for channel in pending.indices {
            for frame in pendingFrames..<KWeighting.cellFrames { pending[channel][frame] = 0 }
        }
        endCell()
    }

    private func take(_ pcm: PCM, frames: Range<Int>) {
        for channel in pending.indices {
            pending[channel].withUnsafeMutableBufferPointer { output in
                pcm.samples.withUnsafeBufferPointer { input in
                    var index = frames.lowerBound &* channels &+ channel
                    var written = pendingFrames
                    for _ in 0..<frames.count {
                        output[written] = input[index]
                        index &+= channels
                        written &+= 1
                    }
                }
            }
        }
        pendingFrames += frames.count
    }

    private func endCell() {
        pendingFrames = 0
        let (left, right) = weighting.meanSquares(of: pending[0], pending[channels - 1])
        gate.append(meanSquare: left + right)
        guard keepsLevels else { return }
        let peak = pending.reduce(Float(0)) { max($0, Samples.largest(of: $1)) }
        levels.cells.append(
            LevelTrack.Cell(
                left: LevelTrack.Cell.hundredths(Decibels.loudness(ofMeanSquare: left)),
                right: LevelTrack.Cell.hundredths(Decibels.loudness(ofMeanSquare: right)),
                peak: LevelTrack.Cell.hundredths(Decibels.ofAmplitude(Double(peak)))))
    }
}
