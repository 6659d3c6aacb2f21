internal import RoadWaveMedia

/// Decoded sound on its way to the encoders of a live, handed over in bursts.
///
/// An AAC encoder works in a few hundred kilobytes of its own: with the encoders of a hundred lives in turn on a core,
/// each finds its memory gone from the processor's cache, and fetches it again for every frame. A burst pays once for
/// several frames. Sound that completes a segment is never kept waiting: listeners get it as soon as ever.
/// See docs/decisions/broadcast.md, « Bursts ».
struct SoundBurst {
    /// Samples of a whole burst: 12 AAC frames, 256 ms. Frames of bursts twice as long cost hardly less, and what waits
    /// takes memory in each live.
    static let sampleCount = 12 * SegmentGrid.frameSamples

    private let grid: SegmentGrid
    private var waiting: PCM
    /// Samples that came in so far, those handed over included.
    private var received = 0
    /// The segment that the encoders are in.
    private var segmentIndex = 0

    /// An empty burst, for encoders that cut on `grid`.
    init(channels: Int, grid: SegmentGrid) {
        self.grid = grid
        waiting = PCM(samples: [], channels: channels)
    }

    /// Adds `sound`.
    /// - Returns: all that waits, when it is worth encoding or completes a segment; else nothing.
    mutating func append(_ sound: PCM) throws(MediaError) -> PCM? {
        try waiting.append(sound)
        received += sound.frameCount
        let completesSegment = received >= samplesToEnd(ofSegment: segmentIndex)
        guard completesSegment || waiting.frameCount >= Self.sampleCount else { return nil }
        while received >= samplesToEnd(ofSegment: segmentIndex) { segmentIndex += 1 }
        return takeAll()
    }

    /// Hands over all that waits.
    mutating func takeAll() -> PCM {
        let burst = waiting
        waiting = PCM(samples: [], channels: burst.channels)
        return burst
    }

    /// How many samples the encoders must have had to give the last frame of segment `index`.
    private func samplesToEnd(ofSegment index: Int) -> Int {
        (grid.firstFrame(ofSegment: index + 1) + AACEncoder.lookaheadFrames) * SegmentGrid.frameSamples
    }
}
