import RoadWaveMedia
import Testing

@Suite("Signals")
struct SignalGeneratorTests {
    @Test("speech-like sound is the same from the same seed, however it is asked for")
    func deterministic() throws {
        var whole = SpeechLikeSignal(seed: 7)
        var pieces = SpeechLikeSignal(seed: 7)
        let expected = whole.next(frames: 48_000)
        var joined = PCM.silence(frames: 0, channels: 1)
        while joined.frameCount < 48_000 { try joined.append(pieces.next(frames: 960)) }
        #expect(joined == expected)
    }

    @Test("speech-like sound has no silent 100 ms, over a minute")
    func neverSilent() {
        var signal = SpeechLikeSignal()
        for _ in 0..<600 {
            let samples = signal.next(frames: 4_800).samples
            let power = samples.reduce(0) { $0 + $1 * $1 } / Float(samples.count)
            #expect(power > 1e-5)
        }
    }

    @Test("speech-like sound lies around -20 dBFS and under full scale")
    func level() {
        var signal = SpeechLikeSignal()
        let samples = signal.next(seconds: 20).samples
        let power = samples.reduce(0.0) { $0 + Double($1 * $1) } / Double(samples.count)
        #expect((0.05...0.2).contains(power.squareRoot()))
        #expect(samples.allSatisfy { abs($0) < 0.98 })
    }

    @Test("a tone has its frequency, its peak and goes on without a step")
    func tone() {
        var tone = ToneGenerator(frequency: 1_000, amplitude: 0.25, channels: 2)
        var samples = tone.next(frames: 100).samples
        samples += tone.next(frames: 47_900).samples
        let left = stride(from: 0, to: samples.count, by: 2).map { samples[$0] }
        let right = stride(from: 1, to: samples.count, by: 2).map { samples[$0] }
        #expect(left == right)
        let risingCrossings = zip(left, left.dropFirst()).filter { $0 < 0 && $1 >= 0 }.count
        #expect((999...1_000).contains(risingCrossings))
        #expect(abs((left.max() ?? 0) - 0.25) < 1e-3)
        let steepest = zip(left, left.dropFirst()).map { abs($1 - $0) }.max() ?? 1
        #expect(steepest < 0.25 * 2 * .pi * 1_000 / 48_000 * 1.01)
    }
}
