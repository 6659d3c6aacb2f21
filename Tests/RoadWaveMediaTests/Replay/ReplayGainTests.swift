import Foundation
import Testing

@testable import RoadWaveMedia

@Suite("Gain of a replay")
struct ReplayGainTests {
    private func gain(of pcm: PCM, ceiling: Double = ReplayGain.usualCeiling) throws -> ReplayGain? {
        let meter = try LoudnessMeter(channels: 2, measuresTruePeak: false, keepsLevels: true)
        try meter.append(pcm)
        meter.finish()
        return ReplayGain.decide(for: meter.levels, without: [], ceiling: ceiling)
    }

    private func tone(_ level: Double, seconds: Double = 4) -> PCM {
        var tone = ToneGenerator(frequency: 997, amplitude: Float(Decibels.amplitude(level)), channels: 2)
        return tone.next(seconds: seconds)
    }

    @Test(
        "a programme is brought to -14 LUFS", arguments: [(-20.0, 6.0), (-14, 0), (-3, -11), (4, -18), (-33.5, 19.5)])
    func target(level: Double, expected: Double) throws {
        let gain = try #require(try gain(of: tone(level)))
        #expect(abs(gain.decibels - expected) < 0.1)
        #expect(abs(gain.expectedLoudness + 14) < 0.1)
        #expect(gain.bound == .none)
    }

    @Test("a whisper is turned up by 20 dB, not more, and this is told")
    func whisper() throws {
        let gain = try #require(try gain(of: tone(-50)))
        #expect(gain.decibels == 20)
        #expect(gain.bound == .gain)
        #expect(abs(gain.expectedLoudness + 30) < 0.1)
    }

    @Test("silence has no gain", arguments: [-.infinity, -80.0])
    func silence(level: Double) throws {
        #expect(try gain(of: tone(level)) == nil)
    }

    @Test("a limiter that would work for more than 5 % of the time bounds the gain, and this is told")
    func limiter() throws {
        // Bursts of 60 ms in each half second, 20 dB over the rest.
        var pcm = tone(-40, seconds: 10)
        for frame in 0..<pcm.frameCount where frame % 24_000 < 2_880 {
            for channel in 0...1 { pcm.samples[2 * frame + channel] *= 60 }
        }
        let gain = try #require(try gain(of: pcm, ceiling: -20))
        #expect(gain.bound == .limiter)
        #expect(gain.expectedLoudness < -15)
    }

    @Test("the forecast of a limited programme is right within 0.3 LU")
    func forecast() throws {
        var voice = SpeechLikeSignal(channels: 2)
        let pcm = voice.next(seconds: 10)
        let ceiling = -8.0
        let gain = try #require(try gain(of: pcm, ceiling: ceiling))
        var limiter = TruePeakLimiter(ceiling: Float(Decibels.amplitude(ceiling)))
        let louder = PCM(samples: pcm.samples.map { $0 * gain.factor }, channels: 2)
        var output = try limiter.process(louder)
        try output.append(limiter.finish())
        let meter = try LoudnessMeter(channels: 2)
        try meter.append(output)
        #expect(abs(try #require(meter.integrated) - gain.expectedLoudness) < 0.3)
    }

    @Test(
        "an MP3 of -0.96 dBTP or of -13.68 LUFS is refused, by our meter and by FFmpeg's, and a good one is not",
        .enabled(if: FFmpegWitness.isInstalled),
        arguments: [
            (-14.0, -1.05, true), (-14, -0.96, false), (-13.68, -3, false), (-14.32, -3, false), (-14.28, -3, true),
        ])
    func gate(loudness: Double, peak: Double, isGood: Bool) throws {
        // A tone decides the loudness, one louder period of a low tone in the middle the peak.
        var pcm = tone(loudness, seconds: 6)
        let size = 4_800
        for index in 0..<size {
            let hump = Float(Decibels.amplitude(peak) * sin(.pi * Double(index) / Double(size)))
            for channel in 0...1 { pcm.samples[2 * (144_000 + index) + channel] = hump }
        }
        var file = try encoded(pcm)
        // The encoder moves both a little: what it makes is brought to the values in question.
        for _ in 0..<2 {
            let told = try FFmpegWitness.loudness(of: file)
            let humpGain = Float(Decibels.amplitude(peak) / told.truePeak)
            let toneGain = Float(Decibels.amplitude(loudness - told.integrated))
            for index in pcm.samples.indices {
                pcm.samples[index] *= (144_000..<144_000 + size).contains(index / 2) ? humpGain : toneGain
            }
            file = try encoded(pcm)
        }
        let told = try FFmpegWitness.loudness(of: file)
        #expect(ReplayGain.accepts(loudness: told.integrated, truePeak: Float(told.truePeak)) == isGood)
        let meter = try LoudnessMeter(channels: 2)
        try meter.append(AudioFile.decode(file, channels: 2))
        meter.finish()
        #expect(ReplayGain.accepts(loudness: meter.integrated, truePeak: meter.truePeak) == isGood)
    }

    private func encoded(_ pcm: PCM) throws -> [UInt8] {
        let encoder = try MP3Encoder()
        let frames = try encoder.encode(pcm) + encoder.finish()
        return try encoder.infoFrame() + frames.flatMap(\.bytes)
    }
}
