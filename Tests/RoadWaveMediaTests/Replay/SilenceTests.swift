import Testing

@testable import RoadWaveMedia

@Suite("Silences of a replay")
struct SilenceTests {
    /// Sound and pauses, in seconds; negative ones are pauses of digital silence.
    private func programme(_ seconds: [Double], pauseAmplitude: Float = 0) -> PCM {
        var voice = SpeechLikeSignal(channels: 2)
        var room = Xorshift(state: 3)
        var pcm = PCM(samples: [], channels: 2)
        for part in seconds {
            if part > 0 {
                pcm.samples += voice.next(seconds: part).samples
            } else {
                pcm.samples += (0..<2 * Int(-part * 48_000)).map { _ in
                    pauseAmplitude > 0 ? Float.random(in: -pauseAmplitude...pauseAmplitude, using: &room) : 0
                }
            }
        }
        return pcm
    }

    private func cuts(of pcm: PCM) throws -> [SilenceCut] {
        let meter = try LoudnessMeter(channels: 2, measuresTruePeak: false, keepsLevels: true)
        try meter.append(pcm)
        meter.finish()
        return SilenceSearch.cuts(in: meter.levels, loudness: try #require(meter.integrated))
    }

    /// What is left of a programme, in seconds.
    private func rest(of pcm: PCM) throws -> Double {
        let removed = try cuts(of: pcm).reduce(0) { $0 + $1.length }
        return Double(Int64(pcm.frameCount) - removed) / 48_000
    }

    @Test(
        "3 s of silence stay as they are, longer ones become 1 s",
        arguments: [(2.9, 2.9), (3.0, 3.0), (3.1, 1), (60, 1)])
    func limit(pause: Double, left: Double) throws {
        #expect(abs(try rest(of: programme([4, -pause, 4])) - 8 - left) < 0.05)
    }

    @Test("silence at the ends becomes 1 s, too")
    func ends() throws {
        #expect(abs(try rest(of: programme([-10, 5, -10])) - 7) < 0.05)
        #expect(abs(try rest(of: programme([-2, 5, -2])) - 9) < 0.001)
    }

    @Test("a room that is 40 LU under the voice is silence, one 30 LU under is not")
    func threshold() throws {
        // White noise of amplitude a has a power of a²/3; K-weighting raises it by about 3 dB.
        #expect(try rest(of: programme([4, -8, 4], pauseAmplitude: 0.001)) < 9.1)
        #expect(try cuts(of: programme([4, -8, 4], pauseAmplitude: 0.01)).isEmpty)
    }

    @Test("sound on one side alone is no silence")
    func oneSide() throws {
        var pcm = programme([4, -8, 4])
        var voice = SpeechLikeSignal(seed: 5)
        for (index, sample) in voice.next(seconds: 8).samples.enumerated() {
            pcm.samples[2 * (4 * 48_000 + index) + 1] = sample * 0.1
        }
        #expect(try cuts(of: pcm).isEmpty)
    }

    @Test("a short sound between two silences keeps them apart")
    func interrupted() throws {
        #expect(abs(try rest(of: programme([4, -2, 0.2, -2, 4])) - 12.2) < 0.001)
        #expect(abs(try rest(of: programme([4, -5, 0.2, -5, 4])) - 10.2) < 0.1)
    }

    @Test("what is kept is kept bit by bit, in its place by the map", arguments: [480, 5_761, 1_000_000])
    func cutter(piece: Int) throws {
        let pcm = programme([-4, 2, -5, 2, -6, 2, -4], pauseAmplitude: 0.0005)
        let cuts = try cuts(of: pcm)
        #expect(cuts.count == 4)
        var cutter = SilenceCutter(cuts: cuts, total: Int64(pcm.frameCount))
        var output = PCM(samples: [], channels: 2)
        for start in stride(from: 0, to: pcm.frameCount, by: piece) {
            try output.append(cutter.process(pcm.frames(start..<min(pcm.frameCount, start + piece))))
        }
        var timeline = RecordingTimeline()
        try timeline.append(sound: pcm.frameCount)
        let map = timeline.map(without: cuts)
        #expect(Int64(output.frameCount) == map.replayLength)
        for span in map.spans {
            let kept = Int(span.length) - 9_600
            let original = pcm.frames(Int(span.original) + 4_800..<Int(span.original) + 4_800 + kept)
            #expect(output.frames(Int(span.replay) + 4_800..<Int(span.replay) + 4_800 + kept) == original)
        }
    }

    @Test("a room goes on through a shortened pause, and the ends fade to nothing")
    func fades() throws {
        let pcm = programme([-6, 3, -6, 3, -6], pauseAmplitude: 0.0005)
        let cuts = try cuts(of: pcm)
        var cutter = SilenceCutter(cuts: cuts, total: Int64(pcm.frameCount))
        let output = cutter.process(pcm)
        func power(_ frames: Range<Int>) -> Double {
            let part = output.frames(frames).samples
            return Samples.product(part[...], part[...]) / Double(part.count)
        }
        let room = 0.0005 * 0.0005 / 3
        let middle = Int(cuts[1].start - cuts[0].end)
        for offset in stride(from: -4_800, to: 4_800, by: 480) {
            let level = power(middle + offset..<middle + offset + 480) / room
            #expect((0.6...1.6).contains(level), "\(offset)")
        }
        #expect(power(0..<48) < room / 20)
        #expect(power(output.frameCount - 48..<output.frameCount) < room / 20)
    }
}
