/// The position of a segment in its live; the same for all renditions.
struct SegmentTiming: Hashable, Sendable {
    /// Media sequence number and file name, from 0.
    var sequence: Int
    /// Presentation time of the first AAC frame: −1,024 samples for the first segment, which begins with the priming
    /// frame.
    var start: MediaTime
    /// Whole AAC frames, in samples.
    var sampleCount: Int
    /// When the first sample was spoken.
    var programDateTime: WallDate
    /// Whether the encoding does not continue from the previous segment (`EXT-X-DISCONTINUITY`).
    var isDiscontinuous: Bool

    /// Presentation time just after the last AAC frame.
    var end: MediaTime { start + sampleCount }

    /// Exact to the microsecond, and rounded so that the sum over any run of segments does not drift.
    var duration: Duration { .microseconds(end.microseconds - start.microseconds) }
}

/// One rendition's part of a segment: an MPEG transport stream that can be decoded alone.
struct Segment: Hashable, Sendable {
    var rendition: Rendition
    var bytes: [UInt8]
}

/// The same segment of a live in every rendition: they are cut, stored and listed together.
struct SegmentSet: Hashable, Sendable {
    var timing: SegmentTiming
    /// In the order of the ladder.
    var segments: [Segment]
}
