/// The segments that wait for the storage, oldest first, so that encoding never does.
///
/// Beyond its limit the oldest loses its media; its place stays, to be listed as a gap.
struct SegmentBacklog: Sendable {
    /// Segments that keep their media at most.
    let mediaLimit: Int
    /// Segments at most, gaps included.
    let limit: Int

    private(set) var sets: [SegmentSet] = []

    init(mediaLimit: Int, limit: Int) {
        self.mediaLimit = max(1, mediaLimit)
        self.limit = max(self.mediaLimit, limit)
    }

    /// The bounds that a configuration gives.
    init(_ configuration: BroadcastConfiguration) {
        // Media older than the hold-back is of no use: every listener has already missed it. Places older than the window
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

    /// Takes the oldest segment away, if it is the one numbered `sequence`: it may have been pushed out meanwhile.
    mutating func remove(_ sequence: Int) {
        if sets.first?.timing.sequence == sequence { sets.removeFirst() }
    }
}
