import RoadWaveMedia

/// Speech-like sound, encoded and cut into segments of about 2 s as a live is.
struct SegmentedBroadcast {
    let source: PCM
    let configuration: AACConfiguration
    /// The access units of each segment.
    private(set) var frames: [[AACFrame]] = []
    private(set) var segments: [[UInt8]] = []

    init(
        seconds: Double = 20, segmentSeconds: Int = 2, channels: Int = 1, bitrate: Int = 48_000,
        timestampBase: Int = TransportStreamMuxer.defaultTimestampBase
    ) throws {
        var signal = SpeechLikeSignal(channels: channels)
        source = signal.next(seconds: seconds)
        let encoder = try AACEncoder(channels: channels, bitrate: bitrate)
        configuration = encoder.configuration
        let muxer = try TransportStreamMuxer(encoder.configuration, timestampBase: timestampBase)
        var current: [AACFrame] = []
        for frame in try encoder.encode(source) + encoder.finish() {
            // Counted from the priming on, so that the first segment is not a frame longer than the others.
            let elapsed = frame.presentationTime + configuration.initialPadding
            if elapsed >= (frames.count + 1) * segmentSeconds * 48_000 {
                segments.append(try muxer.cut())
                frames.append(current)
                current = []
            }
            try muxer.append(frame)
            current.append(frame)
        }
        segments.append(try muxer.cut())
        frames.append(current)
    }

    /// All segments, one after the other.
    var joined: [UInt8] { segments.flatMap { $0 } }
}
