internal import Foundation

/// A media playlist as a listener reads it, line by line (RFC 8216 §4), without the engine's own parser.
struct ListedPlaylist: Equatable, Sendable {
    struct Segment: Equatable, Sendable {
        let sequence: Int
        let uri: String
        /// Seconds, from EXTINF.
        let duration: Double
        /// EXT-X-PROGRAM-DATE-TIME, in seconds since 1970.
        var date: Double?
        /// Whether EXT-X-DISCONTINUITY stands before it.
        var isDiscontinuous = false
    }

    private(set) var mediaSequence = 0
    private(set) var targetDuration = 0
    /// Nil when the tag is absent, which is not the same as 0 to a player.
    private(set) var discontinuitySequence: Int?
    /// HOLD-BACK of EXT-X-SERVER-CONTROL, in seconds.
    private(set) var holdBack: Double?
    private(set) var hasIndependentSegments = false
    private(set) var segments: [Segment] = []
    private(set) var hasEnded = false

    /// Nil when the text is not a media playlist.
    init?(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.first == "#EXTM3U", lines.contains(where: { $0.hasPrefix("#EXT-X-TARGETDURATION:") }) else {
            return nil
        }
        var pending = PendingSegment()
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.dropFirst().first ?? ""
            switch parts.first ?? "" {
            case "#EXT-X-MEDIA-SEQUENCE": mediaSequence = Int(value) ?? 0
            case "#EXT-X-TARGETDURATION": targetDuration = Int(value) ?? 0
            case "#EXT-X-DISCONTINUITY-SEQUENCE": discontinuitySequence = Int(value)
            case "#EXT-X-SERVER-CONTROL": holdBack = ListedAttributes(value)["HOLD-BACK"].flatMap { Double($0) }
            case "#EXT-X-INDEPENDENT-SEGMENTS": hasIndependentSegments = true
            case "#EXT-X-DISCONTINUITY": pending.isDiscontinuous = true
            case "#EXT-X-PROGRAM-DATE-TIME": pending.date = Self.seconds(ofDate: String(value))
            case "#EXTINF": pending.duration = Double(value.prefix(while: { $0 != "," }))
            case "#EXT-X-ENDLIST": hasEnded = true
            default:
                guard !line.hasPrefix("#"), let duration = pending.duration else { continue }
                segments.append(
                    Segment(
                        sequence: mediaSequence + segments.count, uri: String(line), duration: duration,
                        date: pending.date, isDiscontinuous: pending.isDiscontinuous))
                pending = PendingSegment()
            }
        }
    }

    /// What tags said of the segment whose address is still to come.
    private struct PendingSegment {
        var duration: Double?
        var date: Double?
        var isDiscontinuous = false
    }

    private static func seconds(ofDate text: String) -> Double? {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        return try? format.parse(text).timeIntervalSince1970
    }
}
