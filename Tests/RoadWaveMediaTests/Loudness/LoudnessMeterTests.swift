import Foundation
import Testing

@testable import RoadWaveMedia

@Suite("Loudness meter")
struct LoudnessMeterTests {
    private func meter(_ pcm: PCM, piece: Int = 48_000, keepsLevels: Bool = false) throws -> LoudnessMeter {
        let meter = try LoudnessMeter(channels: pcm.channels, keepsLevels: keepsLevels)
        for start in stride(from: 0, to: pcm.frameCount, by: piece) {
            try meter.append(pcm.frames(start..<min(pcm.frameCount, start + piece)))
        }
        meter.finish()
        return meter
    }

    private func tone(_ level: Double, seconds: Double, channels: Int = 2) -> PCM {
        var tone = ToneGenerator(
            frequency: 997, amplitude: Float(Decibels.amplitude(level)), channels: channels)
        return tone.next(seconds: seconds)
    }

    @Test("a sine of 997 Hz in both channels reads its own level", arguments: [0.0, -14, -23, -40])
    func sine(level: Double) throws {
        let loudness = try #require(try meter(tone(level, seconds: 3)).integrated)
        #expect(abs(loudness - level) < 0.05)
    }

    @Test("mono is measured as two loudspeakers play it")
    func mono() throws {
        let mono = try #require(try meter(tone(-20, seconds: 3, channels: 1)).integrated)
        let stereo = try #require(try meter(tone(-20, seconds: 3)).integrated)
        #expect(abs(mono - stereo) < 0.001)
    }

    @Test("what passes no gate has no loudness", arguments: [-.infinity, -75.0])
    func silence(level: Double) throws {
        #expect(try meter(tone(level, seconds: 3)).integrated == nil)
        #expect(try LoudnessMeter(channels: 2).integrated == nil)
    }

    @Test("parts 10 LU and more under the rest do not count")
    func relativeGate() throws {
        var pcm = tone(-20, seconds: 10)
        try pcm.append(tone(-45, seconds: 30))
        let loudness = try #require(try meter(pcm).integrated)
        #expect(abs(loudness + 20) < 0.15)
    }

    @Test("a programme over 0 LUFS is measured, too")
    func loud() throws {
        let loudness = try #require(try meter(tone(5, seconds: 2)).integrated)
        #expect(abs(loudness - 5) < 0.05)
    }

    @Test("of 0.3 s, less than a block, all is measured")
    func short() throws {
        let loudness = try #require(try meter(tone(-20, seconds: 0.3)).integrated)
        #expect(abs(loudness + 20) < 0.3)
    }

    @Test("pieces of any size give the same", arguments: [1, 441, 480, 5_000])
    func pieces(size: Int) throws {
        var speech = SpeechLikeSignal(channels: 2)
        let pcm = speech.next(seconds: 2)
        let whole = try meter(pcm, keepsLevels: true)
        let pieces = try meter(pcm, piece: size, keepsLevels: true)
        #expect(pieces.integrated == whole.integrated)
        #expect(pieces.truePeak == whole.truePeak)
        #expect(pieces.levels == whole.levels)
    }

    @Test("the true peak is that between the samples")
    func truePeak() throws {
        // A quarter of the sample rate, 45 degrees off: every sample is at 0.707 of the peak.
        let samples = (0..<9_600).flatMap { index -> [Float] in
            let sample = Float(0.5 * sin(Double.pi / 2 * Double(index) + .pi / 4))
            return [sample, 0]
        }
        let peak = try meter(PCM(samples: samples, channels: 2)).truePeak
        #expect(abs(peak - 0.5) < 0.01)
    }

    @Test("loudness and true peak are those that FFmpeg reads", .enabled(if: FFmpegWitness.isInstalled))
    func witness() throws {
        var speech = SpeechLikeSignal(seed: 3, channels: 2)
        let encoder = try MP3Encoder()
        let frames = try encoder.encode(speech.next(seconds: 8)) + encoder.finish()
        let file = try encoder.infoFrame() + frames.flatMap(\.bytes)
        let told = try FFmpegWitness.loudness(of: file)
        let measured = try meter(AudioFile.decode(file, channels: 2))
        #expect(abs(try #require(measured.integrated) - told.integrated) < 0.02)
        #expect(abs(Double(measured.truePeak) - told.truePeak) < 0.002)
    }

    @Test("levels survive being written, in about six bytes for 10 ms")
    func coding() throws {
        var speech = SpeechLikeSignal(channels: 2)
        let levels = try meter(speech.next(seconds: 2.005), keepsLevels: true).levels
        #expect(levels.cells.count == 201)
        #expect(levels.frameCount == 96_240)
        let json = try JSONEncoder().encode(levels)
        #expect(json.count < 201 * 9)
        #expect(try JSONDecoder().decode(LevelTrack.self, from: json) == levels)
    }
}
