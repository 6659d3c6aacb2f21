internal import RoadWaveMedia
internal import RoadWaveRTC

/// The encoding of one live from its first packet to its end, over the breaks between: one pipeline after the other, with
/// segments numbered on and times that go on.
///
/// A pipeline ends where the creator comes back after an absence, or where a codec fails. The next one begins where the
/// last segment ended, behind an `EXT-X-DISCONTINUITY`: its encoders are new, and so is the sound. (Encoders that went on
/// would save the short segment before the break, and nothing else; players are told of the break either way.)
///
/// Confined to the media loop of its live, like the pipelines.
/// See docs/decisions/broadcast.md, « New encoders after a break ».
final class LiveEncoding {
    /// Failures of a codec after which the broadcast is given up, within ``failurePeriod``. One that fails for want of
    /// memory or by a strange packet works again at once; one that fails three times in a minute will not.
    static let failureLimit = 3
    /// How far back failures count.
    static let failurePeriod = Duration.seconds(60)

    private let configuration: BroadcastConfiguration
    private var dates: MediaDates
    private let publish: (SegmentSet) -> Void
    /// The pipeline under way; nil before the first step and after a break.
    private var pipeline: BroadcastPipeline?
    private var nextSequence = 0
    /// Where the last segment ended.
    private var end: MediaTime?
    /// How far the live was encoded when its last pipeline ended.
    private var reached = MediaTime.zero
    /// The last failures of a codec, ``failureLimit`` at most.
    private var failures: [MonotonicTime] = []

    /// An encoding that begins with its first step.
    /// - Parameters:
    ///   - startDate: when sample 0 was spoken.
    ///   - publish: takes each segment, in order.
    init(
        configuration: BroadcastConfiguration, startDate: WallDate,
        publish: @escaping (SegmentSet) -> Void
    ) {
        self.configuration = configuration
        dates = MediaDates(start: startDate)
        self.publish = publish
    }

    /// The position after the last sample that was encoded or made up.
    var position: MediaTime { max(reached, pipeline?.position ?? reached) }

    /// Encodes a packet that begins at `time`, after making up what is missing before it.
    /// - Parameter duration: that of the packet, in samples, from its header.
    /// - Returns: why the packet is not heard; nil when it is.
    /// - Throws: when a codec fails; the next step begins anew.
    func append(_ packet: [UInt8], lasting duration: Int, at time: MediaTime) throws(MediaError) -> RefusedPacket? {
        var refusal: RefusedPacket?
        try step { pipeline throws(MediaError) in
            let before = pipeline.counters
            let segments = try pipeline.append(packet, lasting: duration, at: time)
            refusal = pipeline.counters.refusal(since: before)
            return segments
        }
        return refusal
    }

    /// Dates what follows a place `samples` samples later than its media time says.
    func set(lag samples: Int, from time: MediaTime) {
        dates.set(lag: samples, from: time)
        pipeline?.dates = dates
    }

    /// Makes up sound up to `time`; one call fills at most 10 s.
    /// - Throws: when a codec fails; the next step begins anew.
    func advance(to time: MediaTime) throws(MediaError) {
        try step { pipeline throws(MediaError) in try pipeline.advance(to: time) }
    }

    /// Ends the segment under way: what follows is behind a discontinuity.
    /// - Throws: when a codec fails; the next step begins anew all the same.
    func breakOff() throws(MediaError) {
        guard pipeline != nil else { return }
        try step { pipeline throws(MediaError) in try pipeline.finish() }
        pipeline = nil
        // The last segment has whole frames, so that it ends a little after the last sample. What comes next begins
        // there, after the frame of priming that every encoder begins with.
        reached = max(reached, next)
    }

    /// Ends the last segment.
    /// - Throws: when a codec fails: the end of the live since the last segment is lost.
    func finish() throws(MediaError) {
        try breakOff()
    }

    /// Takes note that a step has failed.
    /// - Returns: whether it is worth going on.
    func survives(failureAt now: MonotonicTime) -> Bool {
        failures.removeAll { now - $0 >= Self.failurePeriod }
        failures.append(now)
        return failures.count < Self.failureLimit
    }

    /// Where the first sound of the next pipeline is heard.
    private var next: MediaTime { end.map { $0 + SegmentGrid.frameSamples } ?? .zero }

    /// Takes a step of the pipeline under way.
    func step(
        _ body: (BroadcastPipeline) throws(MediaError) -> [SegmentSet]
    ) throws(MediaError) {
        do throws(MediaError) {
            let pipeline = try running()
            give(try body(pipeline))
        } catch {
            reached = position
            pipeline = nil
            throw error
        }
    }

    /// The pipeline under way. A new one first makes up what the one before had encoded and not given out.
    private func running() throws(MediaError) -> BroadcastPipeline {
        if let pipeline { return pipeline }
        let resumption = nextSequence == 0 ? nil : BroadcastPipeline.Resumption(sequence: nextSequence, position: next)
        let made = try BroadcastPipeline(configuration: configuration, startDate: dates.start, resumption: resumption)
        made.dates = dates
        // A segment at most: the one that was under way.
        while made.position < reached { give(try made.advance(to: reached)) }
        pipeline = made
        return made
    }

    private func give(_ segments: [SegmentSet]) {
        for segment in segments {
            nextSequence = segment.timing.sequence + 1
            end = segment.timing.end
            dates.forget(before: segment.timing.end)
            publish(segment)
        }
    }
}
