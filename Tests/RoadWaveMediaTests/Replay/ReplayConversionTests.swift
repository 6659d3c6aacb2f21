import Foundation
import Synchronization
import Testing

@testable import RoadWaveMedia

@Suite("Conversion of a recording")
struct ReplayConversionTests {
    /// 25 s of voice with a pause.
    private static let recording = Result {
        var voice = SpeechLikeSignal(channels: 2)
        var pcm = voice.next(seconds: 12)
        pcm.samples += PCM.silence(frames: 5 * 48_000, channels: 2).samples
        pcm.samples += voice.next(seconds: 12).samples
        var builder = RecordingBuilder()
        try builder.add(RecordingBuilder.packets(pcm))
        return (RecordingBytes(builder.bytes), pcm)
    }

    private func replay() async throws -> MadeReplay {
        try #require(try await MadeReplay(Self.recording.get().0))
    }

    @Test("the voice is in the MP3 and in the segments of both renditions, at the same time")
    func renditions() async throws {
        let replay = try await replay()
        let (_, source) = try Self.recording.get()
        let voice = source.frames(48_000..<10 * 48_000).mixedDown()
        // The pre-skip, and the 312 samples that the encoder looks ahead, are even.
        let places = try [replay.decoded(), replay.decoded(.mp3), replay.decoded(.aac)].map { heard in
            try Correlation.locate(voice, in: heard.mixedDown()).offset
        }
        #expect(abs(places[0] - 48_000) <= 1)
        #expect(places[1] - places[0] == 1_105)
        #expect(places[2] - places[0] == 1_024)
        // The first 12 s, 1 s for the pause, and 12 s.
        #expect(abs(replay.duration - 25) < 0.1)
        #expect(ReplayRendition.allCases.map { replay.segments[$0]?.map(\.number) } == [[0, 1, 2], [0, 1, 2]])
    }

    @Test("each MP3 segment alone decodes to its part of the whole from its second frame on")
    func segments() async throws {
        let replay = try await replay()
        let whole = try replay.decoded(.mp3)
        var start = 0
        for segment in try #require(replay.segments[.mp3]) {
            let heard = try AudioFile.decode(segment.bytes, channels: 2)
            #expect(heard.frameCount == segment.duration)
            let part = whole.frames(start + 2_304..<start + segment.duration).samples
            #expect(zip(heard.frames(2_304..<segment.duration).samples, part).allSatisfy { abs($0 - $1) < 1e-5 })
            start += segment.duration
        }
        #expect(start == whole.frameCount)
    }

    @Test("segments are MPEG-1 audio by their tables, with neither Info header nor tag")
    func streamType() async throws {
        let replay = try await replay()
        for segment in try #require(replay.segments[.mp3]) {
            // The second packet is the PMT: a pointer, 12 bytes of header, no descriptors, then the type.
            #expect(segment.bytes[188 + 4 + 1 + 12] == 0x03)
            #expect(segment.bytes.firstRange(of: Array("Info".utf8)) == nil)
            #expect(segment.bytes.firstRange(of: Array("ID3".utf8)) == nil)
        }
    }

    @Test("the header before the MP3 counts its frames and bytes, and its size is known before")
    func header() async throws {
        let replay = try await replay()
        let conversion = ReplayConversion.example(of: try Self.recording.get().0)
        #expect(conversion.headerSize(of: replay.report.plan) == replay.report.mp3Header.count)
        #expect(Int64(replay.mp3.count) == replay.report.mp3Size)
        #expect(replay.mp3.starts(with: Array("ID3".utf8)))
        #expect(Int64(try replay.decoded().frameCount) == replay.report.frameCount)
    }

    @Test("the waveform has a peak for each piece of the sound")
    func waveform() async throws {
        let replay = try await replay()
        let waveform = replay.report.waveform
        #expect((1_000...Waveform.pointCount).contains(waveform.peaks.count))
        #expect(waveform.peaks.count * waveform.samplesPerPeak >= Int(replay.report.frameCount))
        let pause = waveform.peaks[Int(12.5 * 48_000) / waveform.samplesPerPeak]
        #expect(pause < 5)
        #expect(waveform.peaks.max() ?? 0 > 100)
    }

    @Test("the same plan gives the same bytes, without measuring, also when it was stored")
    func samePlan() async throws {
        let (source, _) = try Self.recording.get()
        let first = try await replay()
        let plan = try JSONDecoder().decode(ReplayPlan.self, from: JSONEncoder().encode(first.report.plan))
        #expect(plan == first.report.plan)
        let measurement = try await ReplayConversion.example(of: source).measure()
        let stored = try JSONDecoder().decode(RecordingMeasurement.self, from: JSONEncoder().encode(measurement))
        #expect(stored == measurement)
        let sink = MemorySink()
        let stages = Mutex<Set<ReplayProgress.Stage>>([])
        let conversion = ReplayConversion.example(of: source) { progress in
            stages.withLock { _ = $0.insert(progress.stage) }
        }
        _ = try await conversion.run(measurement: stored, plan: plan, into: sink)
        #expect(await sink.mp3 == Array(first.mp3.dropFirst(first.report.mp3Header.count)))
        #expect(await sink.segments == first.segments)
        #expect(stages.withLock { $0 } == [.encoding])
    }

    @Test("whether the end of a stream is marked changes nothing")
    func endOfStream() async throws {
        let packets = try RecordingBuilder.packets(RecordingBuilder.tone(440, seconds: 2))
        var replays: [[UInt8]] = []
        for isFinished in [true, false] {
            var builder = RecordingBuilder()
            try builder.add(packets, isFinished: isFinished)
            replays.append(try #require(try await MadeReplay(RecordingBytes(builder.bytes))).mp3)
        }
        #expect(replays[0] == replays[1])
    }

    @Test("0.3 s are a replay of 0.3 s")
    func short() async throws {
        var builder = RecordingBuilder()
        try builder.add(RecordingBuilder.packets(RecordingBuilder.tone(440, seconds: 0.3)))
        let replay = try #require(try await MadeReplay(RecordingBytes(builder.bytes)))
        #expect(replay.report.frameCount == 14_400 - 312)
        #expect(replay.report.reachesTarget)
    }

    @Test("progress rises from nothing to all, through both stages")
    func progress() async throws {
        let seen = Mutex<[ReplayProgress]>([])
        let conversion = ReplayConversion.example(of: try Self.recording.get().0) { progress in
            seen.withLock { $0.append(progress) }
        }
        _ = try await conversion.run(into: MemorySink())
        let all = seen.withLock { $0 }
        for stage in ReplayProgress.Stage.allCases {
            let fractions = all.filter { $0.stage == stage }.map(\.fraction)
            #expect(fractions == fractions.sorted())
            #expect(fractions.last == 1)
        }
        #expect(all.filter { $0.stage == .encoding }.count >= 24)
    }

    @Test("a cancelled conversion ends with nothing more")
    func cancelled() async throws {
        let (source, _) = try Self.recording.get()
        let sink = StoppingSink()
        let task = Task { try await ReplayConversion.example(of: source).run(into: sink) }
        await sink.run { task.cancel() }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await sink.chunks <= 3)
    }

    @Test("what source and sink throw comes through")
    func errors() async throws {
        let (source, _) = try Self.recording.get()
        await #expect(throws: CocoaError.self) {
            try await ReplayConversion.example(of: BrokenSource()).run(into: MemorySink())
        }
        await #expect(throws: CocoaError.self) {
            try await ReplayConversion.example(of: source).run(into: BrokenSink())
        }
    }

    @Test("a recording that is not the one that was planned for is an error, not a replay")
    func changed() async throws {
        let (source, _) = try Self.recording.get()
        let measurement = try await ReplayConversion.example(of: source).measure()
        let shorter = RecordingBytes(source.read(at: 0, count: Int(source.size / 2)))
        await #expect(throws: MediaError.self) {
            try await ReplayConversion.example(of: shorter).run(measurement: measurement, into: MemorySink())
        }
    }

    @Test("a pass whose peaks are too high is stopped, and the next one is good")
    func anotherPass() async throws {
        let (source, _) = try Self.recording.get()
        let conversion = ReplayConversion.example(of: source)
        let measurement = try await conversion.measure()
        // A plan that lets the peaks of the voice through.
        let plan = try #require(ReplayPlan(measurement))
        let json = try String(decoding: JSONEncoder().encode(plan), as: UTF8.self)
        let higher = json.replacing("\"ceiling\":\(plan.gain.ceiling)", with: "\"ceiling\":3")
            .replacing("\"decibels\":\(plan.gain.decibels)", with: "\"decibels\":20")
        let wrong = try JSONDecoder().decode(ReplayPlan.self, from: Data(higher.utf8))
        #expect(wrong != plan)
        let sink = MemorySink()
        guard case .published(let report) = try await conversion.run(measurement: measurement, plan: wrong, into: sink)
        else {
            Issue.record("no replay")
            return
        }
        #expect(report.reachesTarget)
        #expect(report.plan.pass > 1)
        #expect(await sink.plans.map(\.pass) == Array(1...report.plan.pass))
        #expect(await sink.mp3.count + report.mp3Header.count == Int(report.mp3Size))
    }

    @Test("a replay that missed is planned anew, one that is good is not")
    func corrected() async throws {
        let measurement = try await ReplayConversion.example(of: try Self.recording.get().0).measure()
        let plan = try #require(ReplayPlan(measurement))
        #expect(plan.corrected(by: measurement, loudness: -14.2, truePeak: 0.89) == nil)
        let louder = try #require(plan.corrected(by: measurement, loudness: -14.5, truePeak: 0.8))
        #expect(abs(louder.gain.decibels - plan.gain.decibels - 0.5) < 0.1)
        #expect(louder.pass == 2)
        #expect(louder.timeMap == plan.timeMap)
        let lower = try #require(plan.corrected(by: measurement, loudness: -14, truePeak: 0.95))
        #expect(lower.gain.ceiling < plan.gain.ceiling - 0.5)
    }
}

/// Cancels a task in the middle of a conversion.
private actor StoppingSink: ReplaySink {
    private(set) var chunks = 0
    private var cancel: (@Sendable () -> Void)?
    private var isWaiting: CheckedContinuation<Void, Never>?

    /// Gives what is to be called in the middle.
    func run(_ cancel: @escaping @Sendable () -> Void) {
        self.cancel = cancel
        isWaiting?.resume()
        isWaiting = nil
    }

    func begin(_ plan: ReplayPlan) async {
        if cancel == nil { await withCheckedContinuation { isWaiting = $0 } }
    }

    func append(mp3 bytes: [UInt8]) {
        chunks += 1
        if chunks == 2 { cancel?() }
    }

    func append(_ segment: ReplaySegment) {}
}

private struct BrokenSource: RecordingSource {
    let size: Int64 = 1_000
    func read(at offset: Int64, count: Int) throws -> [UInt8] { throw CocoaError(.fileReadUnknown) }
}

private struct BrokenSink: ReplaySink {
    func begin(_ plan: ReplayPlan) {}
    func append(mp3 bytes: [UInt8]) throws { throw CocoaError(.fileWriteOutOfSpace) }
    func append(_ segment: ReplaySegment) {}
}
