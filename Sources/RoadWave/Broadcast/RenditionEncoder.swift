internal import RoadWaveMedia

/// Encodes the sound of a live for one rendition, and cuts it on the shared grid of all renditions.
///
/// Confined to the media loop of its live, like the codecs that it holds.
final class RenditionEncoder {
    /// Media of one segment.
    struct Cut {
        /// Frames from the beginning of the encoding to the first frame of the segment.
        var firstFrame: Int
        var frameCount: Int
        var bytes: [UInt8]
    }

    let rendition: Rendition

    private let grid: SegmentGrid
    private let encoder: AACEncoder
    private let muxer: TransportStreamMuxer
    /// Frames muxed so far.
    private var frameCount = 0
    /// The current segment, counted from 0 at the beginning of the encoding.
    private var segmentIndex = 0

    init(_ rendition: Rendition, grid: SegmentGrid) throws(MediaError) {
        self.rendition = rendition
        self.grid = grid
        encoder = try AACEncoder(
            channels: rendition.channels, bitrate: rendition.bitrate, cutoff: rendition.cutoff)
        muxer = try TransportStreamMuxer(encoder.configuration)
    }

    /// The segments that `sound` completes. The sound has the channels of the rendition.
    func encode(_ sound: PCM) throws(MediaError) -> [Cut] {
        try mux(try encoder.encode(sound))
    }

    /// The remaining segments at the end; the last one may be shorter.
    func finish() throws(MediaError) -> [Cut] {
        var cuts = try mux(try encoder.finish())
        if frameCount > grid.firstFrame(ofSegment: segmentIndex) { cuts.append(try cut()) }
        return cuts
    }

    private func mux(_ frames: [AACFrame]) throws(MediaError) -> [Cut] {
        var cuts: [Cut] = []
        for frame in frames {
            try muxer.append(frame)
            frameCount += 1
            if frameCount == grid.firstFrame(ofSegment: segmentIndex + 1) { cuts.append(try cut()) }
        }
        return cuts
    }

    private func cut() throws(MediaError) -> Cut {
        let first = grid.firstFrame(ofSegment: segmentIndex)
        segmentIndex += 1
        return Cut(firstFrame: first, frameCount: frameCount - first, bytes: try muxer.cut())
    }
}
