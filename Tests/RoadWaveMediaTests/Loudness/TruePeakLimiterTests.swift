import Testing

@testable import RoadWaveMedia

@Suite("True-peak limiter")
struct TruePeakLimiterTests {
    private func limit(_ pcm: PCM, ceiling: Float = 0.5, piece: Int = 10_000) throws -> PCM {
        var limiter = TruePeakLimiter(ceiling: ceiling)
        var output = PCM(samples: [], channels: 2)
        for start in stride(from: 0, to: pcm.frameCount, by: piece) {
            try output.append(limiter.process(pcm.frames(start..<min(pcm.frameCount, start + piece))))
        }
        try output.append(limiter.finish())
        return output
    }

    private func truePeak(_ pcm: PCM) throws -> Float {
        let meter = try LoudnessMeter(channels: 2)
        try meter.append(pcm)
        meter.finish()
        return meter.truePeak
    }

    private func noise(frames: Int, amplitude: Float, seed: UInt64 = 7) -> PCM {
        var random = Xorshift(state: seed)
        let samples = (0..<2 * frames).map { _ in Float.random(in: -amplitude...amplitude, using: &random) }
        return PCM(samples: samples, channels: 2)
    }

    @Test("what stays under the ceiling goes through bit by bit", arguments: [1, 15, 16, 17, 1_000, 24_001])
    func untouched(frames: Int) throws {
        let quiet = noise(frames: frames, amplitude: 0.1)
        #expect(try limit(quiet) == quiet)
    }

    @Test("no true peak of noise, of clicks or of a low voice passes the ceiling")
    func kept() throws {
        var voice = SpeechLikeSignal(channels: 2)
        var loud = voice.next(seconds: 1)
        loud.samples = loud.samples.map { $0 * 8 }
        var clicks = PCM.silence(frames: 48_000, channels: 2)
        for index in [0, 1, 900, 30_000, 30_001, 95_999] { clicks.samples[index] = index % 2 == 0 ? 3 : -2 }
        for sound in [noise(frames: 48_000, amplitude: 2), loud, clicks] {
            // Between two samples the gain moves a little: 0.05 dB.
            #expect(try truePeak(limit(sound)) <= 0.5 * 1.006)
        }
    }

    @Test("pieces of any size give the same", arguments: [1, 16, 777])
    func pieces(size: Int) throws {
        let loud = noise(frames: 5_000, amplitude: 1.5)
        #expect(try limit(loud, piece: size) == limit(loud))
    }

    @Test("a factor gives the same as sound that was multiplied by it before")
    func factor() throws {
        let sound = noise(frames: 5_000, amplitude: 0.5)
        var louder = sound
        louder.samples = louder.samples.map { $0 * 3.7 }
        var limiter = TruePeakLimiter(ceiling: 0.5)
        var output = try limiter.process(sound, times: 3.7)
        try output.append(limiter.finish())
        #expect(try output == limit(louder))
    }

    @Test("sound keeps its place, and a peak is forgotten after half a second")
    func release() throws {
        var sound = noise(frames: 48_000, amplitude: 0.2)
        sound.samples[2 * 10_000] = 2
        let output = try limit(sound)
        #expect(output.frameCount == sound.frameCount)
        #expect(output.frames(0..<9_700) == sound.frames(0..<9_700))
        #expect(output.samples[2 * 10_000] < 0.51)
        for (before, after) in zip(sound.frames(34_000..<48_000).samples, output.frames(34_000..<48_000).samples) {
            #expect(abs(after - before) < 0.002)
        }
    }

    @Test("both channels are turned down together")
    func linked() throws {
        var sound = PCM.silence(frames: 9_600, channels: 2)
        for frame in 0..<9_600 {
            sound.samples[2 * frame] = frame % 2 == 0 ? 1 : -1
            sound.samples[2 * frame + 1] = 0.1
        }
        let output = try limit(sound)
        let middle = output.frames(4_000..<4_001).samples
        #expect(abs(middle[1] / 0.1 - abs(middle[0])) < 0.001)
    }

    @Test("it says how long it held down 6 dB")
    func held() throws {
        var limiter = TruePeakLimiter(ceiling: 0.5)
        _ = try limiter.process(noise(frames: 48_000, amplitude: 2))
        _ = try limiter.process(noise(frames: 48_000 * 3, amplitude: 0.1))
        _ = limiter.finish()
        #expect(abs(limiter.heldShare - 0.25) < 0.03)
    }
}
