internal import DequeModule

/// The stored segments of one live, the listed ones, and the ones that may be deleted. It performs no writes: the
/// origin asks it what to write and reports what was acknowledged.
struct BroadcastLedger {
    /// The most segments that wait to be deleted: half a day of a live with three renditions whose deletions all fail.
    /// Beyond, the oldest are left until the whole live is deleted.
    private static let deletionLimit = 65_536

    private struct Stream {
        var window: SegmentWindow
        var bandwidth: StreamBandwidth
    }

    private struct Deletion {
        var key: ObjectKey
        /// The position of the live from which the deletion is allowed.
        var due: MediaTime
    }

    private let configuration: BroadcastConfiguration
    private let keys: BroadcastKeys
    private var streams: [Rendition: Stream] = [:]
    /// Segments that left the window since playlists were last acknowledged: listeners may still see them listed.
    private var leaving: [ObjectKey] = []
    private var deletions: Deque<Deletion> = []
    private var edge = MediaTime.zero

    /// The newest segment that has an entry in the playlists.
    private(set) var newest: Int?
    /// The newest segment that acknowledged playlists list.
    private(set) var listed: Int?

    init(configuration: BroadcastConfiguration, keys: BroadcastKeys) {
        self.configuration = configuration
        self.keys = keys
        let segmentSamples = configuration.segmentDuration.sampleCount
        for rendition in configuration.ladder.renditions {
            streams[rendition] = Stream(
                window: SegmentWindow(duration: configuration.windowDuration),
                bandwidth: StreamBandwidth(encoderBitrate: rendition.bitrate, segmentSamples: segmentSamples))
        }
    }

    /// Whether playlists must be written.
    var needsWriting: Bool { newest != listed }

    /// Adds a segment's entry: media in the renditions for which `sizes` has the stored bytes, a gap in the others.
    mutating func record(_ timing: SegmentTiming, sizes: [Rendition: Int]) {
        for rendition in configuration.ladder.renditions {
            guard var stream = streams[rendition] else { continue }
            let size = sizes[rendition]
            if let size { stream.bandwidth.add(byteCount: size, sampleCount: timing.sampleCount) }
            let removed = stream.window.append(SegmentWindow.Entry(timing: timing, isGap: size == nil))
            leaving += removed.map { keys.segment($0.timing.sequence, rendition) }
            streams[rendition] = stream
        }
        edge = max(edge, timing.end)
        newest = timing.sequence
    }

    /// The playlist of `rendition`; nil if the live does not have this rendition.
    func mediaPlaylist(_ rendition: Rendition, isEnded: Bool) -> MediaPlaylist? {
        streams[rendition]?.window.playlist(configuration, isEnded: isEnded)
    }

    /// The master playlist, with the known bit rates of each rendition.
    var masterPlaylist: MasterPlaylist {
        MasterPlaylist(
            variants: configuration.ladder.renditions.compactMap { rendition in
                streams[rendition].map { stream in
                    MasterPlaylist.Variant(
                        address: "\(rendition.name)/media.m3u8", bandwidth: stream.bandwidth.peak,
                        averageBandwidth: stream.bandwidth.average, codecs: MasterPlaylist.codecs)
                }
            })
    }

    /// Records that the playlists with all segments up to ``newest`` are stored.
    mutating func confirmPlaylists() {
        listed = newest
        let due = edge + configuration.deletionGrace.sampleCount
        deletions.append(contentsOf: leaving.map { Deletion(key: $0, due: due) })
        leaving = []
        deletions.removeFirst(max(0, deletions.count - Self.deletionLimit))
    }

    /// The oldest segment that no listener needs any more.
    var nextDeletion: ObjectKey? {
        guard let first = deletions.first, first.due <= edge else { return nil }
        return first.key
    }

    /// Records that ``nextDeletion`` is done.
    mutating func confirmDeletion() {
        _ = deletions.popFirst()
    }
}
