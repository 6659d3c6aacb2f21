/// A media playlist as a listener reads it, line by line (RFC 8216 §4), without the engine's own parser.
struct ListedPlaylist: Equatable, Sendable {
    struct Segment: Equatable, Sendable {
        let sequence: Int
        let uri: String
        /// Seconds, from EXTINF.
        let duration: Double
    }

    private(set) var mediaSequence = 0
    private(set) var targetDuration = 0
    private(set) var segments: [Segment] = []
    private(set) var hasEnded = false

    /// Nil when the text is not a media playlist.
    init?(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.first == "#EXTM3U", lines.contains(where: { $0.hasPrefix("#EXT-X-TARGETDURATION:") }) else {
            return nil
        }
        var duration: Double?
        for line in lines {
            let value = line.split(separator: ":", maxSplits: 1).dropFirst().first ?? ""
            if line.hasPrefix("#EXT-X-MEDIA-SEQUENCE:") {
                mediaSequence = Int(value) ?? 0
            } else if line.hasPrefix("#EXT-X-TARGETDURATION:") {
                targetDuration = Int(value) ?? 0
            } else if line.hasPrefix("#EXTINF:") {
                duration = Double(value.prefix(while: { $0 != "," }))
            } else if line == "#EXT-X-ENDLIST" {
                hasEnded = true
            } else if !line.hasPrefix("#"), let seconds = duration {
                segments.append(
                    Segment(sequence: mediaSequence + segments.count, uri: String(line), duration: seconds))
                duration = nil
            }
        }
    }
}
