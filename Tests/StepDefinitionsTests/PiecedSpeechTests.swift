import RoadWaveMedia
import Testing

@testable import StepDefinitions

/// Speech with silences of known lengths.
@Suite("Pieced speech")
struct PiecedSpeechTests {
    /// Eight seconds of two people; the second one is loud from 4.2 s to 4.5 s only. Each sample is another one.
    private static let voice = PCM(
        samples: (0..<8 * 48_000).flatMap { frame -> [Float] in
            let level = 0.5 + Float(frame) / 1_000_000
            return [level, (201_600..<216_000).contains(frame) ? -level : -level / 100]
        }, channels: 2)

    @Test("pieces follow each other, with silences between them, at the level asked for")
    func pieces() throws {
        let speech = try PiecedSpeech(Self.voice, [(said: 1.5, silent: 0.5), (said: 2, silent: 1)], factor: 0.5)
        #expect(speech.pieces.map(\.frameCount) == [72_000, 96_000])
        #expect(speech.pieces[1] == Self.voice.frames(72_000..<168_000))
        #expect(speech.whole.frameCount == 240_000)
        #expect(speech.whole.samples[0] == Self.voice.samples[0] * 0.5)
        let silence = speech.whole.frames(72_000..<96_000)
        #expect(silence.samples.allSatisfy { abs($0) < 0.001 } && silence.samples.contains { $0 != 0 })
    }

    @Test("a word is where the softer of two voices is loudest")
    func word() throws {
        let speech = try PiecedSpeech(
            Self.voice, [(said: 3, silent: 1), (said: 0.3, silent: 1), (said: 1, silent: 1)], factor: 1)
        let word = speech.pieces[1]
        #expect(PiecedSpeech.isWord(word) && word.frameCount == 14_400)
        // 10 ms at a time, from the end of the first piece on.
        #expect(word == Self.voice.frames(201_600..<216_000))
        #expect(speech.pieces[2] == Self.voice.frames(216_000..<264_000))
    }

    @Test("phrases keep their places in the order")
    func phrases() throws {
        let speech = try PiecedSpeech(
            Self.voice, [(said: 1, silent: 1), (said: 0.4, silent: 1), (said: 1, silent: 1)], factor: 1)
        #expect(speech.phrases.map(\.index) == [0, 2])
        #expect(speech.phrases.map(\.piece) == [speech.pieces[0], speech.pieces[2]])
    }
}
