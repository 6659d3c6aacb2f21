/// The segments that wait for the storage, oldest first, so that the encoding never waits.
///
/// Beyond the limit, the oldest segment loses its media; it stays in the list as a gap.
struct SegmentBacklog: Sendable {
    /// The most segments that keep their media.
    let mediaLimit: Int
    /// The most segments, gaps included.
    let limit: Int

    private(set) var sets: [SegmentSet] = []

    init(mediaLimit: Int, limit: Int) {
        self.mediaLimit = max(1, mediaLimit)
        self.limit = max(self.mediaLimit, limit)
    }

    /// The limits for a configuration.
    init(_ configuration: BroadcastConfiguration) {
        // Media older than the hold-back is useless: every listener has already missed it. Gaps older than the window
        // would never be listed.
        self.init(
            mediaLimit: configuration.holdBack.sampleCount / configuration.segmentDuration.sampleCount + 1,
            limit: configuration.windowDuration.sampleCount / configuration.segmentDuration.sampleCount + 1)
    }

    /// Adds the newest segment.
    mutating func append(_ set: SegmentSet) {
        sets.append(set)
        if sets.count > limit { sets.removeFirst(sets.count - limit) }
        for index in sets.indices.dropLast(mediaLimit) { sets[index].segments = [] }
    }

    /// Removes the oldest segment if its number is `sequence`: it may have been pushed out meanwhile.
    mutating func remove(_ sequence: Int) {
        if sets.first?.timing.sequence == sequence { sets.removeFirst() }
    }
}
