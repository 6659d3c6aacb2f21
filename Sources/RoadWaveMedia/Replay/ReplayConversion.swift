/// Turns the recording of a live into its replay: MP3, segments of MP3 and AAC, and what is told about them.
///
/// The recording is read as a stream, twice: once to measure it, once to encode. Memory does not grow with its length but
/// for the levels, six bytes for 10 ms. Where the MP3 misses its loudness or its peak, it is made again.
/// Cancelling the task ends it within a second of sound.
public struct ReplayConversion: Sendable {
    /// What is said about the replay in its tag.
    public struct Description: Sendable {
        /// Its title.
        public var title: String
        /// Who made it.
        public var creator: String
        /// When, in ISO 8601.
        public var date: String
        /// The title of the n-th part of a recording with breaks, from 1.
        public var partTitle: @Sendable (Int) -> String

        /// A description from its parts.
        public init(
            title: String, creator: String, date: String, partTitle: @escaping @Sendable (Int) -> String = { "\($0)" }
        ) {
            self.title = title
            self.creator = creator
            self.date = date
            self.partTitle = partTitle
        }
    }

    /// How often a replay is made at most.
    public static let maximumPasses = 4
    private static let readSize = 64 * 1_024

    private let source: any RecordingSource
    private let description: Description
    private let progress: @Sendable (ReplayProgress) -> Void

    /// A conversion of one recording.
    /// - Parameter progress: is called some times for each second of sound; it must not block.
    public init(
        of source: any RecordingSource, description: Description,
        progress: @escaping @Sendable (ReplayProgress) -> Void = { _ in }
    ) {
        self.source = source
        self.description = description
        self.progress = progress
    }

    /// Measures the recording, in a pass of its own.
    /// - Throws: `malformed` or `unsupported` as ``RecordingMeasurer`` does, `CancellationError`, what the source throws.
    public func measure() async throws -> RecordingMeasurement {
        let measurer = try RecordingMeasurer()
        var offset: Int64 = 0
        let size = max(1, source.size)
        while true {
            try Task.checkCancellation()
            let bytes = try await source.read(at: offset, count: Self.readSize)
            guard !bytes.isEmpty else { return try measurer.finish() }
            offset += Int64(bytes.count)
            try measurer.append(bytes)
            progress(ReplayProgress(stage: .measuring, fraction: min(1, Double(offset) / Double(size)), pass: 1))
        }
    }

    /// Converts the recording.
    /// - Parameters:
    ///   - measurement: what is known of it; it is measured where that is nil.
    ///   - plan: the plan of an earlier attempt, whose bytes are to be made again.
    /// - Throws: `CancellationError`, and what the source, the sink or a codec throws. A recording that cannot be converted
    ///   is an outcome, not an error.
    public func run(
        measurement: RecordingMeasurement? = nil, plan: ReplayPlan? = nil, into sink: any ReplaySink
    ) async throws -> ReplayOutcome {
        let known: RecordingMeasurement
        do {
            known = if let measurement { measurement } else { try await measure() }
        } catch let error as MediaError where error.code == .unsupported {
            return .unsupported(error.message)
        } catch let error as MediaError where error.code == .malformed {
            return .damaged(error.message)
        }
        guard var plan = plan ?? ReplayPlan(known) else { return .silent }
        while true {
            let mayMiss = plan.pass < Self.maximumPasses
            switch try await encode(plan, stopsAtMiss: mayMiss, into: sink) {
            case .finished(var report):
                report.damage = known.damage
                guard mayMiss,
                    let next = plan.corrected(by: known, loudness: report.loudness, truePeak: report.truePeak)
                else { return .published(report) }
                plan = next
            case .missed(let truePeak):
                // Only silence has no plan.
                guard let next = plan.corrected(by: known, loudness: nil, truePeak: truePeak) else { return .silent }
                plan = next
            }
        }
    }

    /// What came of a pass.
    private enum Pass {
        case finished(ReplayReport)
        /// A peak was over the limit: the rest was not made.
        case missed(truePeak: Float)
    }

    /// The chapters of a replay: one for each part of a recording with breaks, none where there are none.
    public func chapters(of plan: ReplayPlan) -> [ID3Tag.Chapter] {
        guard !plan.breaks.isEmpty else { return [] }
        return ([0] + plan.breaks).enumerated().map { index, start in
            ID3Tag.Chapter(start: start, title: description.partTitle(index + 1))
        }
    }

    /// Bytes of ``ReplayReport/mp3Header``, which are known before there is one.
    public func headerSize(of plan: ReplayPlan) -> Int {
        tag(of: plan).count + MP3Encoder.frameSize
    }

    private func tag(of plan: ReplayPlan) -> [UInt8] {
        let tag = ID3Tag(
            title: description.title, creator: description.creator, date: description.date,
            chapters: chapters(of: plan))
        return tag.serialized(length: plan.frameCount)
    }

    /// One pass. While some sound is encoded to MP3 and listened to, it is encoded to AAC and the next is decoded: both
    /// sides cost about the same.
    private func encode(
        _ plan: ReplayPlan, stopsAtMiss: Bool, into sink: any ReplaySink
    ) async throws -> Pass {
        try await sink.begin(plan)
        let total = Int(plan.frameCount)
        let mp3 = try MP3Stage(total: total)
        let aac = try AACStage(total: total)
        let renderer = ReplayRenderer(source, plan: plan)
        var waveform = WaveformMeter(frameCount: total)
        var done = 0
        var current = try await renderer.next()
        while let pcm = current {
            try Task.checkCancellation()
            async let encoded = mp3.append(pcm)
            let segments = try await aac.append(pcm)
            waveform.append(pcm)
            current = try await renderer.next()
            let output = try await encoded
            if stopsAtMiss, output.truePeak > ReplayGain.truePeakLimit { return .missed(truePeak: output.truePeak) }
            try await store(output, segments, in: sink)
            done += pcm.frameCount
            progress(
                ReplayProgress(
                    stage: .encoding, fraction: min(1, Double(done) / Double(max(1, total))), pass: plan.pass))
        }
        let (last, result) = try await mp3.finish()
        try await store(last, aac.finish(), in: sink)
        let header = tag(of: plan) + result.infoFrame
        return .finished(
            ReplayReport(
                plan: plan, loudness: result.loudness, truePeak: result.truePeak, heldShare: renderer.heldShare,
                mp3Header: header, mp3Size: Int64(header.count) + Int64(result.frames) * Int64(MP3Encoder.frameSize),
                waveform: waveform.finish(), chapters: chapters(of: plan), damage: RecordingDamage()))
    }

    private func store(
        _ encoded: MP3Stage.Output, _ segments: [ReplaySegment], in sink: any ReplaySink
    ) async throws {
        if !encoded.mp3.isEmpty { try await sink.append(mp3: encoded.mp3) }
        for segment in encoded.segments + segments { try await sink.append(segment) }
    }
}
