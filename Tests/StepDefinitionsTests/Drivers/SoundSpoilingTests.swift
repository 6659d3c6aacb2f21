import RoadWaveMedia
import Testing

@testable import StepDefinitions

/// What sabotages do to a sound: no more and no less than their names say.
@Suite("Sound spoiling")
struct SoundSpoilingTests {
    /// Two seconds; each sample says which frame it is of, and on which side.
    private static let sound = PCM(
        samples: (0..<96_000).flatMap { frame -> [Float] in
            let level = Float(frame + 1) / 100_000
            return [level, -level]
        }, channels: 2)

    private static func spoilt(_ spoil: (inout PCM) -> Void) -> PCM {
        var sound = Self.sound
        spoil(&sound)
        return sound
    }

    @Test("one side is mute, the other as it was")
    func mute() {
        let sound = Self.spoilt { $0.mute(channel: 1) }
        #expect(sound.channel(1).samples.allSatisfy { $0 == 0 })
        #expect(sound.channel(0) == Self.sound.channel(0))
    }

    @Test("sides change places")
    func swap() {
        let sound = Self.spoilt { $0.swapChannels() }
        #expect(sound.channel(0) == Self.sound.channel(1) && sound.channel(1) == Self.sound.channel(0))
    }

    @Test("a cut takes whole frames out, and what follows comes earlier")
    func cut() {
        let sound = Self.spoilt { $0.cut(0.5..<1.0) }
        #expect(sound.frameCount == 72_000)
        #expect(sound.frames(24_000..<72_000) == Self.sound.frames(48_000..<96_000))
    }

    @Test("a silence comes in between; at a moment behind the end, it comes last")
    func silence() {
        let sound = Self.spoilt { $0.insertSilence(seconds: 0.25, at: 1) }
        #expect(sound.frameCount == 108_000)
        #expect(sound.frames(48_000..<60_000).samples.allSatisfy { $0 == 0 })
        #expect(sound.frames(60_000..<108_000) == Self.sound.frames(48_000..<96_000))
        #expect(Self.spoilt { $0.insertSilence(seconds: 1, at: 60) }.frames(0..<96_000) == Self.sound)
    }

    @Test("holes and peaks move nothing and touch nothing beside")
    func inPlace() {
        let holes = Self.spoilt { $0.punchHoles(seconds: 0.02) }
        #expect(holes.frames(48_000..<48_960).samples.allSatisfy { $0 == 0 })
        #expect(holes.frames(48_960..<96_000) == Self.sound.frames(48_960..<96_000))
        let peak = Self.spoilt { $0.addPeak(at: 1) }
        #expect(peak.frames(48_000..<48_480).samples.contains { $0 > 0.99 })
        #expect(peak.frames(48_480..<96_000) == Self.sound.frames(48_480..<96_000))
    }

    @Test("a stretch is louder by so many decibels")
    func amplify() {
        let sound = Self.spoilt { $0.amplify(decibels: 6.0206, 0..<1) }
        #expect(abs(sound.samples[1_000] / Self.sound.samples[1_000] - 2) < 0.001)
        #expect(sound.frames(48_000..<96_000) == Self.sound.frames(48_000..<96_000))
    }
}
