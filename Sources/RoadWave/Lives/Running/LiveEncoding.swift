internal import RoadWaveMedia
internal import RoadWaveRTC

/// The encoding of one live from its first packet to its end, across its breaks. It runs one pipeline after the other;
/// segment numbers and times continue.
///
/// A pipeline ends where the creator returns after an absence, or where a codec fails. The next one begins where the
/// last segment ended, after an `EXT-X-DISCONTINUITY`, with new encoders. (Keeping the encoders would only save the
/// short segment before the break; players need the discontinuity in any case.)
///
/// Confined to the media loop of its live, like the pipelines.
/// See docs/decisions/broadcast.md, « New encoders after a break ».
final class LiveEncoding {
    private let configuration: BroadcastConfiguration
    private var dates: MediaDates
    private let publish: (SegmentSet) -> Void
    /// The current pipeline; nil before the first step and after a break.
    private var pipeline: BroadcastPipeline?
    private var nextSequence = 0
    /// Where the last segment ended.
    private var end: MediaTime?
    /// How far the live was encoded when its last pipeline ended.
    private var reached = MediaTime.zero

    /// An encoding that begins with its first step.
    /// - Parameters:
    ///   - startDate: when sample 0 was spoken.
    ///   - publish: gets each segment, in order.
    init(
        configuration: BroadcastConfiguration, startDate: WallDate,
        publish: @escaping (SegmentSet) -> Void
    ) {
        self.configuration = configuration
        dates = MediaDates(start: startDate)
        self.publish = publish
    }

    /// The position after the last sample that was encoded or filled in.
    var position: MediaTime { max(reached, pipeline?.position ?? reached) }

    /// Encodes a packet that begins at `time`, after filling the gap before it.
    /// - Parameter duration: the duration of the packet, in samples, from its header.
    /// - Returns: why the packet is not broadcast; nil if it is.
    /// - Throws: when a codec fails; the next step begins anew.
    func append(_ packet: [UInt8], lasting duration: Int, at time: MediaTime) throws(MediaError) -> RefusedPacket? {
        var refusal: RefusedPacket?
        try step { pipeline throws(MediaError) in
            let segments = try pipeline.append(packet, lasting: duration, at: time)
            refusal = pipeline.lastRefusal
            return segments
        }
        return refusal
    }

    /// Dates all sound after a position `samples` samples later than its media time.
    func set(lag samples: Int, from time: MediaTime) {
        dates.set(lag: samples, from: time)
        pipeline?.dates = dates
    }

    /// Fills the sound up to `time`; one call fills at most 10 s.
    /// - Throws: when a codec fails; the next step begins anew.
    func advance(to time: MediaTime) throws(MediaError) {
        try step { pipeline throws(MediaError) in try pipeline.advance(to: time) }
    }

    /// Ends the current segment: the next one begins after a discontinuity.
    /// - Throws: when a codec fails; the next step begins anew all the same.
    func breakOff() throws(MediaError) {
        guard pipeline != nil else { return }
        try step { pipeline throws(MediaError) in try pipeline.finish() }
        pipeline = nil
        // The last segment has whole frames, so it ends a little after the last sample. The next sound begins there,
        // after the priming frame of the new encoder.
        reached = max(reached, next)
    }

    /// Ends the last segment.
    /// - Throws: when a codec fails: the end of the live since the last segment is lost.
    func finish() throws(MediaError) {
        try breakOff()
    }

    /// The position of the first sound of the next pipeline.
    private var next: MediaTime { end.map { $0 + SegmentGrid.frameSamples } ?? .zero }

    /// Performs a step of the current pipeline.
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

    /// The current pipeline. A new one first fills the sound that the earlier one had encoded but not output.
    private func running() throws(MediaError) -> BroadcastPipeline {
        if let pipeline { return pipeline }
        let resumption = nextSequence == 0 ? nil : BroadcastPipeline.Resumption(sequence: nextSequence, position: next)
        let made = try BroadcastPipeline(configuration: configuration, startDate: dates.start, resumption: resumption)
        made.dates = dates
        // At most one segment, which was not finished.
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
