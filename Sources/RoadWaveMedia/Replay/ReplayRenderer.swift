/// Makes the sound of a replay from its recording: decoded, without its silences, at its level, under its ceiling.
final class ReplayRenderer {
    /// About how many frames are given at once: a third of a second, so that the stages behind run side by side without
    /// waiting often, in a few hundred kilobytes.
    static let chunkFrames = 16_000
    private static let readSize = 64 * 1_024

    private let source: any RecordingSource
    private let plan: ReplayPlan
    private let sound = RecordingSound()
    private var cutter: SilenceCutter
    private var limiter: TruePeakLimiter
    private var offset: Int64 = 0
    private var isRead = false
    private var isFinished = false

    init(_ source: any RecordingSource, plan: ReplayPlan) {
        self.source = source
        self.plan = plan
        cutter = SilenceCutter(cuts: plan.cuts, total: plan.soundLength)
        limiter = TruePeakLimiter(ceiling: Float(Decibels.amplitude(plan.gain.ceiling)))
    }

    /// The part of the sound that was held down by 6 dB or more.
    var heldShare: Double { limiter.heldShare }

    /// The next frames; nil at the end.
    /// - Throws: `unreadable` when the recording is not the one that was planned for.
    func next() async throws -> PCM? {
        guard !isFinished else { return nil }
        var chunk = PCM(samples: [], channels: 2)
        chunk.samples.reserveCapacity(2 * (Self.chunkFrames + OpusPacket.maximumDuration))
        while chunk.frameCount < Self.chunkFrames {
            if let piece = try sound.next() {
                try chunk.append(limiter.process(cutter.process(piece.pcm), times: plan.gain.factor))
            } else if isRead {
                try chunk.append(limiter.finish())
                isFinished = true
                guard sound.timeline.soundLength == plan.soundLength else {
                    throw MediaError(.unreadable, "the recording changed after it was measured")
                }
                break
            } else {
                try await read()
            }
        }
        return chunk
    }

    private func read() async throws {
        let bytes = try await source.read(at: offset, count: Self.readSize)
        offset += Int64(bytes.count)
        if bytes.isEmpty {
            isRead = true
            sound.finish()
        } else {
            sound.append(bytes)
        }
    }
}
