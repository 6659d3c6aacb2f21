import RoadWaveMedia

@testable import RoadWave

/// Sound with the make-up of speech, and the Opus packets of 20 ms that carry it.
struct EncodedSpeech: Sendable {
    static let packetSamples = 960

    /// 11 s of mono, shared by the tests.
    static let mono = Result { try EncodedSpeech(seconds: 11) }
    /// 5 s of stereo.
    static let stereo = Result { try EncodedSpeech(seconds: 5, channels: 2) }

    let source: PCM
    let packets: [[UInt8]]
    /// Samples by which decoded Opus is behind its source.
    let codecDelay: Int

    init(
        seconds: Int, channels: Int = 1, application: OpusEncoder.Application = .audio, inbandFEC: Bool = false
    ) throws {
        var signal = SpeechLikeSignal(seed: 7, channels: channels)
        let source = signal.next(frames: seconds * MediaTime.sampleRate)
        let encoder = try OpusEncoder(
            channels: channels, bitrate: application == .audio ? 64_000 : 32_000, application: application,
            inbandFEC: inbandFEC,
            expectedLoss: inbandFEC ? 20 : 0)
        self.source = source
        codecDelay = encoder.lookahead
        packets = try stride(from: 0, to: source.frameCount, by: Self.packetSamples).map { start in
            try encoder.encode(source.frames(start..<start + Self.packetSamples))
        }
    }

    /// Where packet `index` begins.
    static func time(ofPacket index: Int) -> MediaTime {
        MediaTime(samples: Int64(index * packetSamples))
    }
}
