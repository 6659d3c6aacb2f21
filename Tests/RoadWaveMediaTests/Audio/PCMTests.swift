import RoadWaveMedia
import Testing

@Suite("PCM")
struct PCMTests {
    @Test("stereo is mixed down to the mean of both channels")
    func mixedDown() {
        let stereo = PCM(samples: [1, 0, 0.5, -0.5, 1, 1], channels: 2)
        #expect(stereo.mixedDown() == PCM(samples: [0.5, 0, 1], channels: 1))
    }

    @Test("more channels are mixed down too")
    func surround() {
        #expect(PCM(samples: [3, 0, 0, 1, 1, 1], channels: 3).mixedDown().samples == [1, 1])
    }

    @Test("mono is repeated in each of two channels")
    func converted() {
        let mono = PCM(samples: [0.25, -1], channels: 1)
        #expect(mono.converted(toChannels: 2) == PCM(samples: [0.25, 0.25, -1, -1], channels: 2))
        #expect(mono.converted(toChannels: 2).converted(toChannels: 1) == mono)
        #expect(mono.converted(toChannels: 1) == mono)
    }

    @Test("a range of frames is cut out, clamped to what is held")
    func frames() {
        let stereo = PCM(samples: [1, 2, 3, 4, 5, 6], channels: 2)
        #expect(stereo.frames(1..<2).samples == [3, 4])
        #expect(stereo.frames(-5..<99) == stereo)
        #expect(stereo.frames(7..<9).samples.isEmpty)
    }

    @Test("only sound of the same format is appended")
    func append() throws {
        var pcm = PCM.silence(frames: 2, channels: 1)
        try pcm.append(PCM(samples: [1], channels: 1))
        #expect(pcm.samples == [0, 0, 1])
        #expect(throws: MediaError.self) { try pcm.append(.silence(frames: 1, channels: 2)) }
        #expect(throws: MediaError.self) { try pcm.append(.silence(frames: 1, channels: 1, sampleRate: 8_000)) }
    }

    @Test("the duration follows from frames and rate")
    func duration() {
        #expect(PCM.silence(frames: 24_000, channels: 2).duration == .milliseconds(500))
        #expect(PCM(samples: [], channels: 0, sampleRate: 0).duration == .zero)
    }
}
