/// The segments that a media playlist lists: the newest ones, numbered without gaps, with at least a given duration.
///
/// The first number never goes back.
struct SegmentWindow: Hashable, Sendable {
    /// A segment in the window.
    struct Entry: Hashable, Sendable {
        var timing: SegmentTiming
        /// Whether its media was lost, so that it is listed as a gap.
        var isGap: Bool
    }

    /// From oldest to newest.
    private(set) var entries: [Entry] = []
    /// Discontinuities that left the window.
    private(set) var discontinuitySequence = 0

    private let windowSamples: Int
    private var listedSamples = 0

    /// - Parameter duration: the minimum duration that remains after the oldest segment is removed.
    init(duration: Duration) {
        windowSamples = duration.sampleCount
    }

    /// The number of the oldest segment; 0 before there is one.
    var mediaSequence: Int { entries.first?.timing.sequence ?? 0 }

    /// Adds the next segment.
    ///
    /// If a number does not follow the last one, the window is emptied first: nothing is known of the segments in
    /// between, and the numbers in a playlist have no gaps. A number that is not greater is refused.
    /// - Returns: the segments that left.
    mutating func append(_ entry: Entry) -> [Entry] {
        var removed: [Entry] = []
        if let last = entries.last {
            guard entry.timing.sequence > last.timing.sequence else { return [] }
            if entry.timing.sequence > last.timing.sequence + 1 { removed = removeFirst(entries.count) }
        }
        entries.append(entry)
        listedSamples += entry.timing.sampleCount
        var remaining = listedSamples
        let surplus = entries.prefix { entry in
            remaining -= entry.timing.sampleCount
            return remaining >= windowSamples
        }
        return removed + removeFirst(surplus.count)
    }

    private mutating func removeFirst(_ count: Int) -> [Entry] {
        let removed = Array(entries.prefix(count))
        entries.removeFirst(count)
        for entry in removed {
            listedSamples -= entry.timing.sampleCount
            if entry.timing.isDiscontinuous { discontinuitySequence += 1 }
        }
        return removed
    }
}

extension SegmentWindow {
    /// The playlist that lists the window.
    func playlist(_ configuration: BroadcastConfiguration, isEnded: Bool) -> MediaPlaylist {
        MediaPlaylist(
            targetDuration: configuration.targetDuration, mediaSequence: mediaSequence,
            discontinuitySequence: discontinuitySequence, holdBack: configuration.holdBack,
            entries: entries.map { entry in
                MediaPlaylist.Entry(
                    address: "\(entry.timing.sequence).ts", duration: entry.timing.duration,
                    programDateTime: entry.timing.programDateTime, isDiscontinuous: entry.timing.isDiscontinuous,
                    isGap: entry.isGap)
            },
            isEnded: isEnded)
    }
}
