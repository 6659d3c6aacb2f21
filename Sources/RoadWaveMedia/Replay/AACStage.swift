/// The stage of a conversion that makes the AAC segments. An actor, so that it works beside the other stages.
actor AACStage {
    private let encoder: AACEncoder
    private let muxer: TransportStreamMuxer
    private var grid: SegmentGrid

    /// - Parameter total: samples of the replay.
    init(total: Int) throws(MediaError) {
        encoder = try AACEncoder(channels: 2, bitrate: ReplayRendition.aac.bitrate)
        muxer = try TransportStreamMuxer(encoder.configuration)
        grid = SegmentGrid(total: total, frameLength: AACConfiguration.frameLength)
    }

    func append(_ pcm: PCM) throws(MediaError) -> [ReplaySegment] {
        try take(encoder.encode(pcm))
    }

    func finish() throws(MediaError) -> [ReplaySegment] {
        var segments = try take(encoder.finish())
        let bytes = try muxer.cut()
        if !bytes.isEmpty {
            segments.append(
                ReplaySegment(rendition: .aac, number: grid.number, bytes: bytes, duration: grid.duration))
        }
        return segments
    }

    private func take(_ frames: [AACFrame]) throws(MediaError) -> [ReplaySegment] {
        var segments: [ReplaySegment] = []
        for frame in frames {
            if let ended = grid.append(at: frame.presentationTime) {
                segments.append(
                    ReplaySegment(
                        rendition: .aac, number: ended.number, bytes: try muxer.cut(), duration: ended.duration))
            }
            try muxer.append(frame)
        }
        return segments
    }
}
