/// How lives become HLS: the renditions, the segment length, the retention.
public struct BroadcastConfiguration: Hashable, Sendable {
    /// The values of the specification: three renditions, segments of 2 s, a window of 30 s, 15 s behind the live edge.
    public static let standard = BroadcastConfiguration(
        unchecked: .standard, segmentDuration: .seconds(2), windowDuration: .seconds(30), holdBack: .seconds(15),
        deletionGrace: .seconds(36))

    /// The shortest window: the specification promises it to listeners whose network fails for a while.
    public static let minimumWindow = Duration.seconds(30)

    /// The renditions. Any ladder is compatible with the other values.
    public var ladder: RenditionLadder

    /// The target length of a segment; real segments are within one AAC frame (1,024 samples, 21.3 ms) of it.
    public let segmentDuration: Duration

    /// The minimum duration that a full playlist lists: ``minimumWindow`` or more.
    public let windowDuration: Duration

    /// How far behind the live edge players start (`HOLD-BACK`).
    public let holdBack: Duration

    /// How long, in media time, a segment stays stored after it left the playlist. RFC 8216 §6.2.2 requires at least
    /// the duration of the segment plus that of the longest playlist that listed it.
    public let deletionGrace: Duration

    /// A checked configuration.
    /// - Parameters:
    ///   - deletionGrace: nil for the window plus three segments.
    /// - Throws: ``BroadcastConfigurationError`` with one clear line for the operator.
    public init(
        ladder: RenditionLadder = .standard,
        segmentDuration: Duration = .seconds(2),
        windowDuration: Duration = .seconds(30),
        holdBack: Duration = .seconds(15),
        deletionGrace: Duration? = nil
    ) throws(BroadcastConfigurationError) {
        // Half a second still holds 23 AAC frames; ten seconds are as long as any player's target duration.
        guard (.milliseconds(500) ... .seconds(10)).contains(segmentDuration) else {
            throw .segmentDuration(segmentDuration)
        }
        self.init(
            unchecked: ladder, segmentDuration: segmentDuration, windowDuration: windowDuration, holdBack: holdBack,
            deletionGrace: deletionGrace ?? windowDuration + segmentDuration * 3)
        // RFC 8216bis §4.4.3.8: HOLD-BACK is at least three target durations.
        guard holdBack >= .seconds(3 * targetDuration) else {
            throw .holdBack(holdBack, minimum: .seconds(3 * targetDuration))
        }
        // A player that starts at the hold-back needs the segment before it, and time to fetch it. One day of media
        // limits a playlist to a size that a phone can read.
        let shortestWindow = max(Self.minimumWindow, holdBack + segmentDuration * 2)
        guard windowDuration >= shortestWindow, windowDuration <= .seconds(86_400) else {
            throw .windowDuration(windowDuration, minimum: shortestWindow)
        }
        guard self.deletionGrace >= windowDuration + segmentDuration else {
            throw .deletionGrace(self.deletionGrace, minimum: windowDuration + segmentDuration)
        }
    }

    private init(
        unchecked ladder: RenditionLadder, segmentDuration: Duration, windowDuration: Duration, holdBack: Duration,
        deletionGrace: Duration
    ) {
        self.ladder = ladder
        self.segmentDuration = segmentDuration
        self.windowDuration = windowDuration
        self.holdBack = holdBack
        self.deletionGrace = deletionGrace
    }

    /// `EXT-X-TARGETDURATION`, in seconds. No rounded `EXTINF` may exceed it (RFC 8216 §4.3.3.1), so it includes the
    /// one AAC frame by which a segment may be longer than its target.
    var targetDuration: Int {
        let longest = segmentDuration.sampleCount + SegmentGrid.frameSamples
        return max(1, Int((Double(longest) / Double(MediaTime.sampleRate)).rounded()))
    }
}
