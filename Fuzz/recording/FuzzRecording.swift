/// The recording of a live, as a crash, a bad disk or a stranger left it: read in pieces whose sizes the fuzzer chooses,
/// measured in one, then cut and limited by its plan, as a conversion does before it encodes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecording(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: data, count: size))
    guard input.count > sizeCount else { return 0 }
    let sizes = input.prefix(sizeCount).map { Int($0) * Int($0) + 1 }
    let recording = repaired(Array(input.dropFirst(sizeCount)))
    let parts: Parts?
    do {
        parts = try Parts(of: recording, inPiecesOf: sizes)
    } catch {
        precondition(measure(recording) == nil, "a refusal depends on the pieces that a recording comes in")
        return 0
    }
    guard let parts else { return 0 }
    guard let measurement = measure(recording) else { preconditionFailure("sound was read that is not measured") }
    precondition(measurement.timeline == parts.timeline, "the time depends on the pieces that a recording comes in")
    precondition(measurement.levels.frameCount == parts.timeline.soundLength)
    precondition(measurement.damage == parts.damage)
    precondition(parts.timeline.soundLength <= parts.sound + parts.filler)
    precondition(parts.timeline.originalLength <= parts.sound + parts.filler + parts.gaps)
    // Silence has no plan.
    guard let plan = ReplayPlan(measurement) else { return 0 }
    check(plan, of: measurement)
    render(recording, by: plan)
    return 0
}

/// The first bytes of an input are the sizes of pieces.
private let sizeCount = 4
/// A page of thirty bytes may stand for a hole, of which 4 s become samples: that is bounded by a day, which is longer than
/// a fuzzer waits.
private let longestSound: Int64 = 60 * 48_000
/// What the parts are added up to: far above what positions can say, far from where sums overflow.
private let longestGap: Int64 = 1 << 60

/// What a reader gives, added up.
private struct Parts {
    var sound: Int64 = 0
    var gaps: Int64 = 0
    var filler: Int64 = 0
    var timeline = RecordingTimeline()
    var damage = RecordingDamage()

    /// Nil when the recording is longer than is tried here.
    init?(of bytes: [UInt8], inPiecesOf sizes: [Int]) throws(MediaError) {
        let reader = RecordingReader()
        var rest = bytes[...]
        var turn = 0
        while !rest.isEmpty {
            let size = sizes[turn % sizes.count]
            reader.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            turn += 1
            guard try drain(reader) else { return nil }
        }
        reader.finish()
        guard try drain(reader) else { return nil }
        try reader.checkSound()
        damage = RecordingDamage(missingPages: reader.missingPages, malformedPackets: reader.malformedPackets)
    }

    /// Takes what the reader has; false once it is too much.
    private mutating func drain(_ reader: RecordingReader) throws(MediaError) -> Bool {
        while let part = try reader.next() {
            switch part {
            case .sound(let pcm), .madeUp(let pcm):
                precondition((1...OpusPacket.maximumDuration).contains(pcm.frameCount))
                precondition(pcm.channels == 2 && pcm.samples.allSatisfy(\.isFinite))
                sound += Int64(pcm.frameCount)
                try timeline.append(sound: pcm.frameCount)
            case .gap(let length):
                precondition(length > 0)
                gaps = min(longestGap, gaps + min(length, longestGap))
                let samples = try timeline.append(gap: length)
                filler += Int64(samples)
            case .stream:
                timeline.appendBreak()
            }
            guard timeline.soundLength <= longestSound else { return false }
        }
        return true
    }
}

private func measure(_ bytes: [UInt8]) -> RecordingMeasurement? {
    do {
        let measurer = try RecordingMeasurer()
        try measurer.append(bytes)
        return try measurer.finish()
    } catch {
        return nil
    }
}

/// The map goes forwards in both times, stays within them, and leads there and back.
private func check(_ plan: ReplayPlan, of measurement: RecordingMeasurement) {
    let map = plan.timeMap
    precondition(map.originalLength == measurement.originalLength)
    precondition(map.replayLength <= measurement.timeline.soundLength)
    var original: Int64 = 0
    var replay: Int64 = 0
    for span in map.spans {
        precondition(span.length > 0 && span.original >= original && span.replay == replay)
        original = span.original + span.length
        replay += span.length
        for position in [span.replay, span.replay + span.length / 2] {
            precondition(map.replayPosition(of: map.originalPosition(of: position)) == position)
        }
    }
    precondition(original <= map.originalLength)
    precondition(plan.breaks.allSatisfy { (0...map.replayLength).contains($0) })
    precondition(zip(plan.breaks, plan.breaks.dropFirst()).allSatisfy { $0 <= $1 })
}

/// The sound of the replay is as long as its map says, and under its ceiling.
private func render(_ bytes: [UInt8], by plan: ReplayPlan) {
    let sound = RecordingSound()
    sound.append(bytes)
    sound.finish()
    var cutter = SilenceCutter(cuts: plan.cuts, total: plan.soundLength)
    let ceiling = Float(Decibels.amplitude(plan.gain.ceiling))
    var limiter = TruePeakLimiter(ceiling: ceiling)
    var frames: Int64 = 0
    func take(_ pcm: PCM) {
        frames += Int64(pcm.frameCount)
        precondition(pcm.samples.allSatisfy { abs($0) <= ceiling * 1.001 }, "a sample is over the ceiling")
    }
    do {
        while let piece = try sound.next() {
            var pcm = cutter.process(piece.pcm)
            pcm.samples = pcm.samples.map { $0 * plan.gain.factor }
            take(try limiter.process(pcm))
        }
        take(limiter.finish())
    } catch {
        preconditionFailure("what was measured does not decode again: \(error)")
    }
    precondition(frames == plan.frameCount, "the replay is not as long as its map says")
}
