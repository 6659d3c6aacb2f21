import RoadWaveMedia

@testable import RoadWave

/// Five minutes of speech as a creator's application sends it over a bad network: Opus for voice, with in-band copies of
/// lost packets.
///
/// The source is the same half minute ten times, since what is compared is where its beginning and its end are heard; the
/// encoder takes all of it, so that there are no seams.
struct LongSpeech: Sendable {
    static let seconds = 300
    private static let sourceSeconds = 30

    /// Encoded once, which costs about a hundredth of its length in C code.
    static let encoded = Result { try LongSpeech() }

    let packets: [[UInt8]]
    /// Samples by which decoded Opus is behind its source.
    let codecDelay: Int
    private let source: PCM

    private init() throws {
        var signal = SpeechLikeSignal(seed: 5)
        let source = signal.next(frames: Self.sourceSeconds * MediaTime.sampleRate)
        // libopus adds no copies at 32 kbit/s for an expected loss of 5 %: it would take too much from the sound.
        let encoder = try OpusEncoder(
            channels: 1, bitrate: 32_000, application: .voice, inbandFEC: true, complexity: 5, expectedLoss: 10)
        let packet = EncodedSpeech.packetSamples
        packets = try (0..<Self.seconds * MediaTime.sampleRate / packet).map { index in
            let start = index * packet % source.frameCount
            return try encoder.encode(source.frames(start..<start + packet))
        }
        codecDelay = encoder.lookahead
        self.source = source
    }

    /// What was said during some seconds, within the half minute.
    func said(_ seconds: Range<Int>) -> PCM {
        let first = seconds.lowerBound % Self.sourceSeconds
        let rate = MediaTime.sampleRate
        return source.frames(first * rate..<min((first + seconds.count) * rate, source.frameCount))
    }
}
