import Foundation
import Testing

@testable import RoadWaveMedia

/// The outcome of each tricky recording; where more than a length is right, it has a test of its own below.
@Suite("Replays of tricky recordings", .enabled(if: ReplayCases.isPresent))
struct ReplayCaseTests {
    /// Seconds of the replay, and how far off they may be.
    private static let lengths: [(name: String, seconds: Double, tolerance: Double)] = [
        ("o01-chained", 12, 0.1), ("o03-torn-page", 19.5, 0.1), ("o04-no-eos", 20, 0.02), ("o06-bad-page", 20, 0.02),
        ("o08-page-twice", 20, 0.02), ("o09-hour-gap", 11, 0.05), ("o12-starts-late", 5, 0.02),
        ("o14-lacing-255", 10, 0.02), ("o15-lacing-255-plain", 10, 0.02), ("o17-preskip-1s", 4, 0.02),
        ("o19-end-trim", 1, 1 / 48_000.0), ("f01-2.5ms", 8.04, 0.02), ("f01-10ms", 8.04, 0.02),
        ("f01-120ms", 8.04, 0.12), ("f03-mono-stereo", 10, 0.02), ("f04-dtx-hole", 11, 0.05), ("l01-whisper", 30, 0.02),
        ("l02-clipped-music", 20, 0.02), ("l05-one-shout", 30, 0.02), ("l06-mono", 20, 0.02),
        ("l09-one-second", 1, 1 / 48_000.0), ("s01-2.9s", 14.9, 0.05), ("s01-3.1s", 13, 0.05), ("s01-8s", 13, 0.05),
        ("s03-room-45", 18, 0.02), ("s06-fade", 25, 0.5), ("s07-right-only", 18, 0.02), ("s09-applause", 20, 0.02),
    ]
    /// Recordings of which no replay comes.
    private static let others = ["l10-silence": "silent", "o21-not-opus": "unsupported"]

    @Test(
        "it lasts as long as it should, is at -14 LUFS and under -1 dBTP, and FFmpeg says the same", arguments: lengths)
    func length(name: String, seconds: Double, tolerance: Double) async throws {
        let replay = try #require(try await ReplayCases.replay(of: name))
        #expect(abs(replay.duration - seconds) <= tolerance)
        #expect(Int64(try replay.decoded().frameCount) == replay.report.frameCount)
        #expect(replay.report.reachesTarget || name == "l01-whisper")
        #expect(replay.report.plan.pass == 1)
        guard FFmpegWitness.isInstalled else { return }
        let told = try FFmpegWitness.loudness(of: replay.mp3)
        #expect(told.truePeak <= 0.8913)
        // FFmpeg reads the programme in steps of 100 ms, and knows nothing of less than 3 s in its first lines.
        #expect(abs(told.integrated - (replay.report.loudness ?? 0)) < 0.05)
    }

    @Test("no replay comes of it, and the reason has a name", arguments: others.sorted { $0.key < $1.key })
    func none(name: String, outcome: String) async throws {
        let sink = MemorySink()
        let made = try await ReplayConversion.example(of: ReplayCases.recording(name)).run(into: sink)
        #expect(made.name == outcome)
        #expect(await sink.plans.isEmpty)
    }

    @Test("no case is left out")
    func complete() throws {
        #expect(try ReplayCases.names() == Set(Self.lengths.map(\.name)).union(Self.others.keys))
    }

    /// The part of the power of a second that a frequency has, 0 to 1.
    private func share(of frequency: Double, in pcm: PCM, second: Int) -> Double {
        let mono = pcm.frames(second * 48_000..<(second + 1) * 48_000).mixedDown().samples
        var real = 0.0
        var imaginary = 0.0
        for (index, sample) in mono.enumerated() {
            let turn = 2 * Double.pi * frequency * Double(index) / 48_000
            real += Double(sample) * cos(turn)
            imaginary += Double(sample) * sin(turn)
        }
        let power = Samples.product(mono[...], mono[...]) * Double(mono.count) / 2
        return (real * real + imaginary * imaginary) / power
    }

    @Test("both tones of chained streams are there")
    func chained() async throws {
        let replay = try #require(try await ReplayCases.replay(of: "o01-chained"))
        let heard = try replay.decoded()
        #expect(share(of: 440, in: heard, second: 3) > 0.9)
        #expect(share(of: 660, in: heard, second: 9) > 0.9)
        #expect(replay.report.chapters.map(\.title) == ["Partie 1", "Partie 2"])
    }

    @Test("behind a damaged page all is at its time")
    func damagedPage() async throws {
        let replay = try #require(try await ReplayCases.replay(of: "o06-bad-page"))
        let heard = try replay.decoded()
        #expect(replay.report.damage.missingPages == 1)
        // A second that ends 20 ms after the change has nothing of the new tone but these.
        #expect(share(of: 440, in: heard, second: 9) > 0.9)
        #expect(share(of: 660, in: heard, second: 10) > 0.9)
    }

    @Test("an hour without sound is in the map and a chapter behind it, and costs nothing")
    func hour() async throws {
        let replay = try #require(try await ReplayCases.replay(of: "o09-hour-gap"))
        let resumed: Int64 = 3_605 * 48_000 - 312
        let pause = replay.report.plan.timeMap.replayPosition(of: resumed)
        #expect(abs(Double(pause) / 48_000 - 6) < 0.05)
        #expect(replay.report.chapters.map(\.start) == [0, pause])
        #expect(replay.report.plan.timeMap.originalLength == 3_610 * 48_000 - 312)
    }

    @Test("how packets are laid on pages changes nothing")
    func lacing() async throws {
        let cut = try #require(try await ReplayCases.replay(of: "o14-lacing-255"))
        let plain = try #require(try await ReplayCases.replay(of: "o15-lacing-255-plain"))
        #expect(cut.mp3 == plain.mp3)
    }

    @Test("mono and stereo packets are equally loud, in both channels")
    func monoAndStereo() async throws {
        let heard = try #require(try await ReplayCases.replay(of: "f03-mono-stereo")).decoded()
        for second in 0..<9 {
            let part = heard.frames(second * 48_000..<(second + 1) * 48_000).samples
            let powers = [0, 1].map { channel in
                stride(from: channel, to: part.count, by: 2).reduce(0) { $0 + Double(part[$1] * part[$1]) }
            }
            #expect(abs(10 * log10(powers[0] / powers[1])) < 0.5)
            #expect(abs(10 * log10(powers[0] / 48_000) + 17.3) < 1.5)
        }
    }

    @Test("what a decoder makes up in a hole is far under the voice, and over after half a second")
    func madeUp() async throws {
        let heard = try #require(try await ReplayCases.replay(of: "f04-dtx-hole")).decoded()
        func power(_ seconds: Range<Double>) -> Double {
            let part = heard.frames(Int(seconds.lowerBound * 48_000)..<Int(seconds.upperBound * 48_000)).samples
            return Samples.product(part[...], part[...]) / Double(part.count)
        }
        // The hole begins at 5.02 s; what is left of it ends at 6.0 s.
        #expect(power(5.1..<5.4) < power(1..<5) / 10)
        #expect(power(5.6..<5.9) < 1e-8)
    }

    @Test("a whisper is turned up by no more than is stated, and not limited")
    func whisper() async throws {
        let report = try #require(try await ReplayCases.replay(of: "l01-whisper")).report
        #expect(report.plan.gain.decibels == ReplayGain.greatestGain)
        #expect(report.plan.gain.bound == .gain)
        #expect(!report.reachesTarget)
        #expect(report.heldShare == 0)
        #expect(abs((report.loudness ?? 0) + 30) < 0.3)
    }

    @Test("music over full scale is turned down, and nothing else")
    func clipped() async throws {
        let report = try #require(try await ReplayCases.replay(of: "l02-clipped-music")).report
        #expect(report.plan.recordedLoudness > 0)
        #expect(report.plan.gain.decibels < -14)
        #expect(report.truePeak < 0.5)
    }

    @Test("talk stays as far under a shout as it was")
    func shout() async throws {
        let heard = try #require(try await ReplayCases.replay(of: "l05-one-shout")).decoded()
        func loudness(_ frames: Range<Int>) throws -> Double {
            let meter = try LoudnessMeter(channels: 2)
            try meter.append(heard.frames(frames))
            return try #require(meter.integrated)
        }
        let difference = try loudness(720_000..<768_000) - loudness(48_000..<672_000)
        #expect(abs(difference - 37) < 1)
    }

    @Test("a replay of a second is one segment")
    func oneSecond() async throws {
        let replay = try #require(try await ReplayCases.replay(of: "l09-one-second"))
        #expect(ReplayRendition.allCases.map { replay.segments[$0]?.count } == [1, 1])
    }

    @Test("pauses of 3.1 and of 8 s become the same")
    func pauses() async throws {
        let short = try #require(try await ReplayCases.replay(of: "s01-3.1s"))
        let long = try #require(try await ReplayCases.replay(of: "s01-8s"))
        #expect(abs(short.duration - long.duration) < 0.02)
    }

    @Test("what is left of a fade ends without a step")
    func fade() async throws {
        let replay = try #require(try await ReplayCases.replay(of: "s06-fade"))
        let spans = replay.report.plan.timeMap.spans
        try #require(spans.count == 2)
        // The threshold of 38 LU is reached after 5.7 of the 12 s that begin at 8 s.
        #expect(Double(spans[0].length) / 48_000 > 13.2)
        let heard = try replay.decoded().mixedDown()
        let recorded = try AudioFile.decode(ReplayCases.recording("s06-fade").bytes, channels: 1)
        func largestStep(of pcm: PCM, around frame: Int64) -> Float {
            (Int(frame) - 2_500..<Int(frame) + 2_500).reduce(0) {
                max($0, abs(pcm.samples[$1 + 1] - pcm.samples[$1]))
            }
        }
        // No sample moves further than the music itself does there, at the level of the replay.
        let step = largestStep(of: recorded, around: spans[0].length) * replay.report.plan.gain.factor
        #expect(largestStep(of: heard, around: spans[1].replay) < step * 1.05)
    }
}
