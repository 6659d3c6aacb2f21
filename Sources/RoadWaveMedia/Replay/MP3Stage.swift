/// The stage of a conversion that makes MP3: encodes, cuts segments on frame boundaries, and listens to what came out.
///
/// An actor, so that it works beside the other stages.
actor MP3Stage {
    /// What was made of some sound.
    struct Output: Sendable {
        var mp3: [UInt8] = []
        var segments: [ReplaySegment] = []
        /// The largest of the MP3 so far, linear.
        var truePeak: Float = 0
    }

    /// What the finished MP3 is.
    struct Result: Sendable {
        var infoFrame: [UInt8]
        var loudness: Double?
        /// Linear.
        var truePeak: Float
        var frames: Int
    }

    private let encoder: MP3Encoder
    private let muxer: TransportStreamMuxer
    private let decoder: MP3Decoder
    private let meter: LoudnessMeter
    private var grid: SegmentGrid
    private let total: Int
    private var frames = 0

    /// - Parameter total: samples of the replay.
    init(total: Int) throws(MediaError) {
        encoder = try MP3Encoder()
        muxer = try TransportStreamMuxer(mp3InitialPadding: encoder.initialPadding)
        decoder = try MP3Decoder()
        meter = try LoudnessMeter(channels: 2)
        grid = SegmentGrid(total: total, frameLength: MP3Frame.length)
        self.total = total
    }

    func append(_ pcm: PCM) throws(MediaError) -> Output {
        try take(encoder.encode(pcm))
    }

    func finish() throws(MediaError) -> (Output, Result) {
        var output = try take(encoder.finish())
        let bytes = try muxer.cut()
        if !bytes.isEmpty {
            output.segments.append(
                ReplaySegment(rendition: .mp3, number: grid.number, bytes: bytes, duration: grid.duration))
        }
        meter.finish()
        return (
            output,
            Result(
                infoFrame: try encoder.infoFrame(), loudness: meter.integrated, truePeak: meter.truePeak,
                frames: frames)
        )
    }

    private func take(_ encoded: [MP3Frame]) throws(MediaError) -> Output {
        var output = Output()
        output.mp3.reserveCapacity(encoded.count * MP3Encoder.frameSize)
        for frame in encoded {
            if let ended = grid.append(at: frame.presentationTime) {
                output.segments.append(
                    ReplaySegment(
                        rendition: .mp3, number: ended.number, bytes: try muxer.cut(), duration: ended.duration))
            }
            try muxer.append(frame)
            output.mp3 += frame.bytes
            frames += 1
            try listen(to: frame)
        }
        output.truePeak = meter.truePeak
        return output
    }

    /// Measures what a player gives: without what is before the first sample of the replay and behind the last.
    private func listen(to frame: MP3Frame) throws(MediaError) {
        let pcm = try decoder.decode(frame.bytes)
        let start = max(0, -frame.presentationTime)
        let end = min(pcm.frameCount, total - frame.presentationTime)
        if start == 0, end == pcm.frameCount {
            try meter.append(pcm)
        } else if start < end {
            try meter.append(pcm.frames(start..<end))
        }
    }
}
