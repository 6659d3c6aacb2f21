/// A playlist as a listener's player reads it (RFC 8216 §4): only the parts that it needs to follow a live.
public enum HLSPlaylist: Hashable, Sendable {
    /// The renditions to choose from.
    case master([Variant])
    /// The segments of one rendition.
    case media(Media)

    /// A rendition in a master playlist.
    public struct Variant: Hashable, Sendable {
        /// The address of its media playlist, relative to the master playlist.
        public let uri: String
        /// The peak in bits per second (`BANDWIDTH`).
        public let bandwidth: Int
    }

    /// A media playlist.
    public struct Media: Hashable, Sendable {
        /// In seconds.
        public var targetDuration = 0
        /// The distance from the end at which players start, in seconds; by default three target durations (RFC 8216
        /// §6.3.3).
        public var holdBack = 0.0
        /// In order of time.
        public var segments: [Segment] = []
        /// Whether nothing will be added.
        public var hasEnded = false
    }

    /// A segment in a media playlist.
    public struct Segment: Hashable, Sendable {
        /// Its number in the live.
        public let sequence: Int
        /// Its address, relative to the playlist.
        public let uri: String
        /// In seconds.
        public let duration: Double
        /// Whether it is missing (`EXT-X-GAP`), and must not be requested.
        public let isGap: Bool
    }

    /// Reads a playlist; nil if the text is not one.
    public init?(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.first == "#EXTM3U" else { return nil }
        if lines.contains(where: { $0.hasPrefix("#EXT-X-STREAM-INF:") }) {
            self = .master(Self.variants(lines))
        } else if let media = Media(lines) {
            self = .media(media)
        } else {
            return nil
        }
    }

    private static func variants(_ lines: [Substring]) -> [Variant] {
        zip(lines, lines.dropFirst()).compactMap { tag, uri in
            guard tag.hasPrefix("#EXT-X-STREAM-INF:"), !uri.hasPrefix("#") else { return nil }
            return Variant(uri: String(uri), bandwidth: attribute("BANDWIDTH", of: tag).flatMap { Int($0) } ?? 0)
        }
    }

    /// The value of an attribute. The caller reads no attribute whose value may contain a comma.
    fileprivate static func attribute(_ name: String, of tag: Substring) -> Substring? {
        tag.drop { $0 != ":" }.dropFirst().split(separator: ",").first { $0.hasPrefix(name + "=") }?
            .dropFirst(name.count + 1)
    }
}

extension HLSPlaylist.Media {
    /// Far more than any live needs, and far from an overflow.
    private static let sequences = 0...1 << 48

    /// Seconds; no segment lasts an hour.
    private static let targetDurations = 1...3_600

    fileprivate init?(_ lines: [Substring]) {
        var sequence = 0
        var duration: Double?
        var isGap = false
        for line in lines {
            let value = line.drop { $0 != ":" }.dropFirst()
            if line.hasPrefix("#EXT-X-TARGETDURATION:") {
                targetDuration = Int(value) ?? 0
            } else if line.hasPrefix("#EXT-X-MEDIA-SEQUENCE:") {
                guard let first = Int(value), Self.sequences.contains(first) else { return nil }
                sequence = first
            } else if line.hasPrefix("#EXT-X-SERVER-CONTROL:") {
                holdBack = HLSPlaylist.attribute("HOLD-BACK", of: line).flatMap { Double($0) } ?? 0
            } else if line.hasPrefix("#EXTINF:") {
                duration = Double(value.prefix { $0 != "," })
            } else if line == "#EXT-X-GAP" {
                isGap = true
            } else if line == "#EXT-X-ENDLIST" {
                hasEnded = true
            } else if !line.hasPrefix("#"), let seconds = duration {
                segments.append(
                    HLSPlaylist.Segment(sequence: sequence, uri: String(line), duration: seconds, isGap: isGap))
                sequence += 1
                duration = nil
                isGap = false
            }
        }
        guard Self.targetDurations.contains(targetDuration) else { return nil }
        if holdBack <= 0 { holdBack = Double(3 * targetDuration) }
    }

    /// The number of the segment at which a player starts: the last one with the hold-back after it, or the first one
    /// of a live that is shorter.
    var firstSequence: Int? {
        var remaining = 0.0
        for segment in segments.reversed() {
            remaining += segment.duration
            if remaining >= holdBack { return segment.sequence }
        }
        return segments.first?.sequence
    }
}
