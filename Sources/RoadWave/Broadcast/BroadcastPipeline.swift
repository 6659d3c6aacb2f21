internal import RoadWaveMedia

/// Makes the segments of one live from its Opus packets: one decoder, and one encoder for each rendition, cut at the
/// same positions.
///
/// Confined to the media loop of its live. It reads no clock: positions come from RTP timestamps, and the owner's timer
/// calls ``advance(to:)`` when time passes without packets. Codec failures are thrown. Hostile packets throw no error:
/// they are dropped and counted. See docs/decisions/broadcast.md, « Gaps ».
final class BroadcastPipeline {
    /// Where a pipeline continues a live after an earlier one, for example after an interruption.
    struct Resumption: Hashable, Sendable {
        /// The number of its first segment, which has a discontinuity mark.
        var sequence: Int
        /// The position of its first sample.
        var position: MediaTime
    }

    private let grid: SegmentGrid
    /// The dates when the samples were spoken.
    var dates: MediaDates
    private let resumption: Resumption?
    private let encoders: [RenditionEncoder]
    private var timeline: OpusTimeline
    private var burst: SoundBurst
    private var segmentCount = 0
    private var isFinished = false

    /// A pipeline for a live whose first sample, at ``MediaTime/zero``, was spoken at `startDate`.
    init(
        configuration: BroadcastConfiguration, startDate: WallDate, resumption: Resumption? = nil
    ) throws(MediaError) {
        let grid = SegmentGrid(segmentSamples: configuration.segmentDuration.sampleCount)
        self.grid = grid
        dates = MediaDates(start: startDate)
        self.resumption = resumption
        var encoders: [RenditionEncoder] = []
        for rendition in configuration.ladder.renditions {
            encoders.append(try RenditionEncoder(rendition, grid: grid))
        }
        self.encoders = encoders
        let channels = configuration.ladder.decodedChannels
        timeline = try OpusTimeline(channels: channels, position: resumption?.position ?? .zero)
        burst = SoundBurst(channels: channels, grid: grid)
    }

    /// The position after the last sample that was decoded or filled in.
    var position: MediaTime { timeline.position }

    /// The sound that was filled in so far.
    var filled: FilledSound { timeline.filled }

    /// Why the last packet is not broadcast; nil if it is.
    var lastRefusal: RefusedPacket? { timeline.lastRefusal }

    /// Adds an Opus packet that begins at `time`, after filling the gap before it. Packets come in order.
    /// - Parameter duration: the duration of the packet, in samples, from its header.
    /// - Returns: the segments that it completes.
    func append(_ packet: [UInt8], lasting duration: Int, at time: MediaTime) throws(MediaError) -> [SegmentSet] {
        try take(try timeline.append(packet, lasting: duration, at: time))
    }

    /// Fills the sound up to `time`, so that the playlist continues while nothing is received. One call fills at most
    /// 10 s: ``position`` shows how far it got.
    /// - Returns: the segments that are completed.
    func advance(to time: MediaTime) throws(MediaError) -> [SegmentSet] {
        try take(try timeline.advance(to: time))
    }

    /// Ends the encoding: later calls throw.
    /// - Returns: the segments with the rest of the sound; the last one may be short.
    func finish() throws(MediaError) -> [SegmentSet] {
        isFinished = true
        let segments = try encode(burst.takeAll())
        var cuts: [[RenditionEncoder.Cut]] = []
        for encoder in encoders { cuts.append(try encoder.finish()) }
        return segments + align(cuts)
    }

    private func take(_ sound: PCM) throws(MediaError) -> [SegmentSet] {
        guard !isFinished else { throw MediaError(.finished, "the pipeline has finished; start another one") }
        guard let burst = try burst.append(sound) else { return [] }
        return try encode(burst)
    }

    private func encode(_ sound: PCM) throws(MediaError) -> [SegmentSet] {
        guard !sound.samples.isEmpty else { return [] }
        // The sound is mixed down once for all mono renditions.
        let mono = encoders.contains { $0.rendition.channels == 1 } ? sound.mixedDown() : sound
        var cuts: [[RenditionEncoder.Cut]] = []
        for encoder in encoders {
            cuts.append(try encoder.encode(encoder.rendition.channels == 1 ? mono : sound))
        }
        return align(cuts)
    }

    /// Combines the cuts of all renditions. The cuts are the same in each: same samples, same grid.
    private func align(_ cuts: [[RenditionEncoder.Cut]]) -> [SegmentSet] {
        guard let reference = cuts.first else { return [] }
        return reference.indices.map { index in
            let segments = zip(encoders, cuts).map { encoder, cuts in
                Segment(rendition: encoder.rendition, bytes: cuts[index].bytes)
            }
            return SegmentSet(timing: nextTiming(of: reference[index]), segments: segments)
        }
    }

    private func nextTiming(of cut: RenditionEncoder.Cut) -> SegmentTiming {
        let frameSamples = SegmentGrid.frameSamples
        // The first frame is the encoder's priming: its sound is the sound of the next frame.
        let start = (resumption?.position ?? .zero) + (cut.firstFrame - 1) * frameSamples
        let timing = SegmentTiming(
            sequence: (resumption?.sequence ?? 0) + segmentCount, start: start,
            sampleCount: cut.frameCount * frameSamples, programDateTime: dates.date(of: start),
            isDiscontinuous: resumption != nil && segmentCount == 0)
        segmentCount += 1
        return timing
    }
}
