import Foundation
import RoadWaveMedia
import Testing

@testable import StepDefinitions

/// What a listener would notice in a sound, and what codecs may do.
@Suite("Fidelity")
struct FidelityTests {
    private static let voice: PCM = {
        var signal = SpeechLikeSignal(seed: 7)
        return signal.next(frames: 6 * 48_000)
    }()

    /// The voice, delayed as by a codec, with something done to its samples.
    private static func heard(delay: Int = 1_336, _ change: (inout [Float]) -> Void = { _ in }) -> PCM {
        var samples = [Float](repeating: 0, count: delay) + voice.samples
        change(&samples)
        return PCM(samples: samples, channels: 1)
    }

    @Test("the voice itself, behind a codec's delay, is whole")
    func whole() throws {
        let fidelity = try Fidelity.measure(Self.heard(), with: Self.voice)
        #expect(fidelity.correlation > 0.99)
        #expect(fidelity.damagedWindows == 0 && fidelity.silences == 0 && fidelity.additions == 0)
        #expect(fidelity.missingAtStart == 0 && fidelity.precedingVoice < 0.03)
        #expect(abs(fidelity.gain) < 0.1)
        #expect(abs(fidelity.compared - 6) < 0.01)
    }

    @Test("20 ms of silence every 40 packets are seen, where windows of 100 ms forgive them")
    func shortSilences() throws {
        let sound = Self.heard { samples in
            for start in stride(from: 40_000, to: samples.count - 48_000, by: 40 * 960) {
                for index in start..<start + 960 { samples[index] = 0 }
            }
        }
        // The others fall into pauses of the voice.
        let seen = try Fidelity.measure(sound, with: Self.voice).silences
        #expect(seen >= 3)
    }

    @Test("half a second of tone before the first word precedes the voice")
    func toneBefore() throws {
        var tone = ToneGenerator(frequency: 440)
        let sound = PCM(samples: tone.next(frames: 24_000).samples + Self.voice.samples, channels: 1)
        #expect(try Fidelity.measure(sound, with: Self.voice).precedingVoice > 0.49)
    }

    @Test("a sound of half the level is 6 dB too soft")
    func level() throws {
        let sound = Self.heard { samples in for index in samples.indices { samples[index] /= 2 } }
        #expect(abs(try Fidelity.measure(sound, with: Self.voice).gain + 6) < 0.1)
    }

    @Test("a sound whose treble is missing is dull")
    func treble() throws {
        var tone = ToneGenerator(frequency: 10_000)
        let treble = tone.next(frames: Self.voice.frameCount).samples
        let bright = PCM(samples: zip(Self.voice.samples, treble).map { $0 + $1 / 20 }, channels: 1)
        #expect(try Fidelity.measure(Self.heard(), with: bright).treble < -6)
        #expect(abs(try Fidelity.measure(bright, with: bright).treble) < 0.1)
    }

    @Test("a voice of which nothing above 5 kHz was encoded is dull")
    func telephone() throws {
        let voice = Self.voice.frames(0..<48_000)
        let padded = [Float](repeating: 0, count: 100) + voice.samples + [Float](repeating: 0, count: 100)
        // A windowed sinc of 201 samples.
        let kernel = (-100...100).map { index -> Float in
            let angle = Double.pi * Double(index)
            let sinc = index == 0 ? 5.0 / 24 : sin(angle * 5 / 24) / angle
            return Float(sinc * (0.54 + 0.46 * cos(angle / 100)))
        }
        let samples = (0..<voice.frameCount).map { start -> Float in
            var sum: Float = 0
            for index in 0..<201 { sum += padded[start + index] * kernel[index] }
            return sum
        }
        let fidelity = try Fidelity.measure(PCM(samples: samples, channels: 1), with: voice)
        #expect(fidelity.correlation > 0.9)
        // Three times the tolerance of a step and more. Of 5 kHz itself the filter lets through -14 dB.
        #expect(fidelity.treble < -10)
    }

    @Test(
        "a tone below 6 kHz is filtered out, one above passes",
        arguments: [(3_000.0, -49.7), (5_000, -14.0), (6_000, -3), (8_000, -0.03)])
    func highPass(frequency: Double, expected: Double) {
        var tone = ToneGenerator(frequency: frequency)
        let sound = tone.next(frames: 48_000)
        let power = sound.samples.reduce(0.0) { $0 + Double($1) * Double($1) } / 48_000
        #expect(abs(HighPass.decibels(sound.samples) - 10 * log10(power) - expected) < 1)
    }

    @Test("a click where nobody speaks is an addition")
    func click() throws {
        var voice = Self.voice
        for index in 96_000..<144_000 { voice.samples[index] = 0 }
        var heard = voice
        for index in 120_000..<120_480 { heard.samples[index] = 0.3 }
        #expect(try Fidelity.measure(voice, with: voice).additions == 0)
        #expect(try Fidelity.measure(heard, with: voice).additions >= 1)
    }

    @Test("a mute right channel, and two channels that are the same, are not what two people said")
    func channels() throws {
        var other = SpeechLikeSignal(seed: 8)
        let right = other.next(frames: Self.voice.frameCount)
        let voice = PCM.stereo(left: Self.voice, right: right)
        let mute = PCM.stereo(left: Self.voice, right: .silence(frames: right.frameCount, channels: 1))
        let same = PCM.stereo(left: Self.voice, right: Self.voice)
        #expect(try Fidelity.measureChannels(of: voice, with: voice).map(\.damagedWindows) == [0, 0])
        #expect(try Fidelity.measureChannels(of: mute, with: voice)[1].damagedWindows > 50)
        #expect(try Fidelity.measureChannels(of: same, with: voice)[1].correlation < 0.5)
    }

    @Test("what the microphone did not take is excused there, and nowhere else")
    func excused() throws {
        let sound = Self.heard(delay: 0) { samples in
            for start in [48_000, 144_000] {
                for index in start..<start + 9_600 { samples[index] = 0 }
            }
        }
        let fidelity = try Fidelity.measure(sound, with: Self.voice)
        let excused = fidelity.excusing([1.0, 1.1])
        #expect(fidelity.damagedWindows == 4)
        #expect(excused.damagedWindows == 2)
        #expect(excused.silences < fidelity.silences && excused.silences > 0)
    }
}
