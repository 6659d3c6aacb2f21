@testable import RoadWave

extension SegmentTiming {
    /// Segment `sequence` of a live with segments of exactly 2 s that began at the epoch.
    static func twoSeconds(_ sequence: Int, isDiscontinuous: Bool = false) -> SegmentTiming {
        let start = MediaTime(samples: Int64(sequence) * 96_000)
        return SegmentTiming(
            sequence: sequence, start: start, sampleCount: 96_000,
            programDateTime: WallDate(millisecondsSince1970: 0) + start, isDiscontinuous: isDiscontinuous)
    }
}

extension SegmentSet {
    /// Segment `sequence` of 2 s in each of `renditions`, with bytes that say which it is.
    static func twoSeconds(_ sequence: Int, _ renditions: [Rendition] = RenditionLadder.single.renditions)
        -> SegmentSet
    {
        SegmentSet(
            timing: .twoSeconds(sequence),
            segments: renditions.map { Segment(rendition: $0, bytes: Array("\($0.name) \(sequence)".utf8)) })
    }
}
