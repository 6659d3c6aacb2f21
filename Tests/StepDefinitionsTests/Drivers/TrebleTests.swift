import Foundation
import RoadWaveMedia
import Testing

@testable import StepDefinitions

/// The treble that voices of replays are given.
@Suite("Treble")
struct TrebleTests {
    /// Two seconds of a tone of 300 Hz on both sides, then a second of silence.
    private static let voice: PCM = {
        var tone = ToneGenerator(frequency: 300, channels: 2)
        var voice = tone.next(frames: 96_000)
        voice.samples += [Float](repeating: 0, count: 96_000)
        return voice
    }()

    private static func decibels(_ samples: some Sequence<Float>) -> Double {
        var (sum, count) = (0.0, 0)
        for sample in samples {
            sum += Double(sample) * Double(sample)
            count += 1
        }
        return 10 * log10(sum / Double(max(1, count)) + 1e-12)
    }

    @Test("it is some 20 dB under the voice, on each side", arguments: [0, 1])
    func level(channel: Int) {
        let voice = Self.voice.frames(48_000..<96_000).channel(channel).samples
        let treble = HighPass.decibels(Self.voice.withTreble().frames(48_000..<96_000).channel(channel).samples)
        // The mean of a sine is nearer to its root mean square than that of a voice.
        #expect(abs(treble - Self.decibels(voice) + 18) < 1)
        #expect(HighPass.decibels(voice) < Self.decibels(voice) - 60)
    }

    @Test("each side has tones of its own")
    func sides() {
        let sound = Self.voice.withTreble()
        #expect(sound.channel(0) != sound.channel(1))
    }

    @Test("it falls silent with the voice, and nothing moves")
    func silence() {
        let sound = Self.voice.withTreble()
        #expect(sound.frameCount == Self.voice.frameCount)
        #expect(Self.decibels(sound.frames(120_000..<144_000).samples) < -90)
    }
}
