import RoadWaveMedia
import Testing

@Suite("AAC encoder")
struct AACEncoderTests {
    private func speech(_ seconds: Double, channels: Int = 1) -> PCM {
        var signal = SpeechLikeSignal(channels: channels)
        return signal.next(seconds: seconds)
    }

    @Test("the first access unit is the priming, the others follow each other")
    func presentationTimes() throws {
        let encoder = try AACEncoder(channels: 1, bitrate: 48_000)
        #expect(encoder.configuration.initialPadding == 1024)
        let frames = try encoder.encode(speech(1)) + encoder.finish()
        #expect(frames.map(\.presentationTime) == (0..<frames.count).map { $0 * 1024 - 1024 })
        #expect(frames.allSatisfy { $0.duration == 1024 })
    }

    @Test("the access units cover all the input, however short the last block", arguments: [1, 1_023, 1_024, 48_000])
    func coversInput(count: Int) throws {
        let encoder = try AACEncoder(channels: 1, bitrate: 48_000)
        let last = try #require(try (encoder.encode(speech(1).frames(0..<count)) + encoder.finish()).last)
        #expect((0..<2048).contains(last.presentationTime + last.duration - count))
    }

    @Test("the pieces in which sound arrives do not change the stream")
    func pieces() throws {
        let source = speech(1, channels: 2)
        let whole = try AACEncoder(channels: 2, bitrate: 96_000)
        let pieces = try AACEncoder(channels: 2, bitrate: 96_000)
        let expected = try whole.encode(source) + whole.finish()
        var frames: [AACFrame] = []
        for start in stride(from: 0, to: source.frameCount, by: 333) {
            frames += try pieces.encode(source.frames(start..<start + 333))
        }
        frames += try pieces.finish()
        #expect(frames == expected)
    }

    @Test("the configuration is AAC-LC at 48 kHz with the channels", arguments: [1, 2])
    func configuration(channels: Int) throws {
        let configuration = try AACEncoder(channels: channels, bitrate: 64_000 * channels).configuration
        let bits = configuration.audioSpecificConfig.prefix(2).reduce(0) { $0 << 8 | Int($1) }
        #expect(bits >> 11 == 2)
        #expect(bits >> 7 & 15 == 3)
        #expect(bits >> 3 & 15 == channels)
        #expect(configuration.codecs == "mp4a.40.2")
    }

    @Test("the stream keeps its bitrate within 3 %", arguments: [(1, 32_000), (1, 48_000), (2, 96_000)])
    func bitrate(channels: Int, bitrate: Int) throws {
        let encoder = try AACEncoder(channels: channels, bitrate: bitrate)
        let frames = try encoder.encode(speech(20, channels: channels))
        let bits = frames.map { $0.bytes.count * 8 }.reduce(0, +)
        let measured = Double(bits) / (Double(frames.count * 1024) / 48_000)
        #expect(abs(measured / Double(bitrate) - 1) < 0.03)
    }

    @Test("no 2 s of speech take more than the peak ratio", arguments: [(1, 32_000), (1, 48_000), (2, 96_000)])
    func peak(channels: Int, bitrate: Int) throws {
        var signal = SpeechLikeSignal(seed: 3, channels: channels)
        let frames = try AACEncoder(channels: channels, bitrate: bitrate).encode(signal.next(seconds: 60))
        let sizes = frames.map(\.bytes.count)
        let peak = sizes.indices.dropLast(93).map { sizes[$0..<$0 + 94].reduce(0, +) }.max() ?? 0
        let seconds = Double(94 * AACConfiguration.frameLength) / Double(AACEncoder.sampleRate)
        #expect(Double(8 * peak) / seconds <= AACEncoder.peakRatio * Double(bitrate))
    }

    @Test("samples that are no numbers become silence, and the stream goes on")
    func notNumbers() throws {
        let encoder = try AACEncoder(channels: 1, bitrate: 48_000)
        var sound = speech(0.5)
        sound.samples[100] = .nan
        sound.samples[5_000] = .infinity
        sound.samples[9_000] = -1e30
        #expect(try (encoder.encode(sound) + encoder.finish()).count == 1 + 24)
    }

    @Test("input after the end is refused")
    func finished() throws {
        let encoder = try AACEncoder(channels: 1, bitrate: 48_000)
        _ = try encoder.finish()
        #expect { try encoder.encode(speech(0.1)) } throws: { ($0 as? MediaError)?.code == .finished }
        #expect(try encoder.finish().isEmpty)
    }

    @Test("settings out of range and sound of another format are refused")
    func refused() throws {
        #expect(throws: MediaError.self) { try AACEncoder(channels: 6, bitrate: 48_000) }
        #expect(throws: MediaError.self) { try AACEncoder(channels: 1, bitrate: 100) }
        #expect(throws: MediaError.self) { try AACEncoder(channels: 1, bitrate: 1_000_000) }
        #expect(throws: MediaError.self) { try AACEncoder(channels: 1, bitrate: 48_000, cutoff: 0) }
        #expect(throws: MediaError.self) { try AACEncoder(channels: 1, bitrate: 48_000, cutoff: 24_000) }
        let encoder = try AACEncoder(channels: 1, bitrate: 48_000)
        #expect(throws: MediaError.self) { try encoder.encode(.silence(frames: 1024, channels: 2)) }
        #expect(throws: MediaError.self) {
            try encoder.encode(.silence(frames: 1024, channels: 1, sampleRate: 44_100))
        }
    }
}
