/// The positions where a live is cut. Every rendition has the same AAC frames, and the grid assigns each frame to a
/// segment.
///
/// Frame `i` starts at sample 1,024 × i of the encoder's output, which begins with its priming frame. It belongs to the
/// segment in which it starts. A segment of 2 s (96,000 samples, 93.75 frames) therefore has 93 or 94 frames, never off
/// by more than one frame, however long the live is, and the cuts of all renditions are the same by construction. See
/// docs/decisions/broadcast.md, « Two clocks ».
struct SegmentGrid: Hashable, Sendable {
    /// Samples in an AAC-LC frame (ISO/IEC 14496-3).
    static let frameSamples = 1_024

    /// The target length of a segment, in samples.
    let segmentSamples: Int

    /// The index, from 0, of the first frame of segment `index`.
    func firstFrame(ofSegment index: Int) -> Int {
        (index * segmentSamples + Self.frameSamples - 1) / Self.frameSamples
    }

    /// Frames in segment `index`.
    func frameCount(ofSegment index: Int) -> Int {
        firstFrame(ofSegment: index + 1) - firstFrame(ofSegment: index)
    }
}
