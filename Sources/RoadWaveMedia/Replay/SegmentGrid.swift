/// Where the segments of a replay begin: at every 10 s of its time, on the nearest frame, so that boundaries never drift
/// and those of all renditions are the same within a frame.
struct SegmentGrid {
    /// Samples of a segment at 48 kHz.
    static let segmentLength = 10 * 48_000
    /// What is over at the end by less than this goes into the last segment: 0.25 s. The frames that an encoder adds
    /// behind the end make no segment of their own.
    private static let shortestLast = 12_000

    private let total: Int
    private let frameLength: Int
    /// The number of the segment under way.
    private(set) var number = 0
    /// Frames of it.
    private var frames = 0

    init(total: Int, frameLength: Int) {
        self.total = total
        self.frameLength = frameLength
    }

    /// Samples of the segment under way.
    var duration: Int { frames * frameLength }

    /// Adds the frame that begins at `time`.
    /// - Returns: the number and the samples of the segment that has ended before it; nil when it is in the same one.
    mutating func append(at time: Int) -> (number: Int, duration: Int)? {
        let boundary = (number + 1) * Self.segmentLength
        guard frames > 0, time + frameLength / 2 >= boundary, total - boundary >= Self.shortestLast else {
            frames += 1
            return nil
        }
        defer {
            number += 1
            frames = 1
        }
        return (number, duration)
    }
}
