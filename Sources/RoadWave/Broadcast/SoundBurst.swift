internal import RoadWaveMedia

/// Buffers decoded sound for the encoders of a live, and hands it over in bursts.
///
/// An AAC encoder uses a few hundred kilobytes of memory. When the encoders of a hundred lives take turns on a core,
/// each one's memory has left the processor's cache, and is loaded again for every frame. With bursts, it is loaded
/// once for several frames. Sound that completes a segment never waits, so listeners get it without delay. See
/// docs/decisions/broadcast.md, « Bursts ».
struct SoundBurst {
    /// The samples of a full burst: 12 AAC frames, 256 ms. Bursts twice as long save hardly more per frame, and the
    /// waiting sound takes memory in each live.
    static let sampleCount = 12 * SegmentGrid.frameSamples

    private let grid: SegmentGrid
    private var waiting: PCM
    /// All samples received so far, including the ones handed over.
    private var received = 0
    /// The current segment of the encoders.
    private var segmentIndex = 0

    /// An empty burst, for encoders that cut on `grid`.
    init(channels: Int, grid: SegmentGrid) {
        self.grid = grid
        waiting = PCM(samples: [], channels: channels)
    }

    /// Adds `sound`.
    /// - Returns: all waiting sound, if it fills a burst or completes a segment; otherwise nothing.
    mutating func append(_ sound: PCM) throws(MediaError) -> PCM? {
        try waiting.append(sound)
        received += sound.frameCount
        let completesSegment = received >= samplesToEnd(ofSegment: segmentIndex)
        guard completesSegment || waiting.frameCount >= Self.sampleCount else { return nil }
        while received >= samplesToEnd(ofSegment: segmentIndex) { segmentIndex += 1 }
        return takeAll()
    }

    /// Hands over all waiting sound.
    mutating func takeAll() -> PCM {
        let burst = waiting
        waiting = PCM(samples: [], channels: burst.channels)
        return burst
    }

    /// How many samples the encoders need to output the last frame of segment `index`.
    private func samplesToEnd(ofSegment index: Int) -> Int {
        (grid.firstFrame(ofSegment: index + 1) + AACEncoder.lookaheadFrames) * SegmentGrid.frameSamples
    }
}
