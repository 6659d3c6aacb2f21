import Foundation
import Testing

@testable import RoadWaveMedia

@Suite("Gain of a replay")
struct ReplayGainTests {
    private func gain(of pcm: PCM, ceiling: Double = ReplayGain.usualCeiling) throws -> ReplayGain? {
        let meter = try LoudnessMeter(channels: 2, measuresTruePeak: false, keepsLevels: true)
        try meter.append(pcm)
        try meter.finish()
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
}
