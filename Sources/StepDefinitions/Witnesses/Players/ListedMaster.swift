/// A multivariant playlist as a player reads it (RFC 8216bis §4.4.6), without the engine's own parser.
struct ListedMaster: Equatable, Sendable {
    struct Variant: Equatable, Sendable {
        let uri: String
        /// In bit/s.
        let bandwidth: Int?
        /// In bit/s.
        let averageBandwidth: Int?
        let codecs: String?
    }

    private(set) var hasIndependentSegments = false
    private(set) var variants: [Variant] = []

    /// Nil when the text is not a multivariant playlist.
    init?(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.first == "#EXTM3U" else { return nil }
        hasIndependentSegments = lines.contains("#EXT-X-INDEPENDENT-SEGMENTS")
        var attributes: ListedAttributes?
        for line in lines {
            if line.hasPrefix("#EXT-X-STREAM-INF:") {
                attributes = ListedAttributes(line.drop { $0 != ":" }.dropFirst())
            } else if !line.hasPrefix("#"), let described = attributes {
                variants.append(
                    Variant(
                        uri: String(line), bandwidth: described["BANDWIDTH"].flatMap { Int($0) },
                        averageBandwidth: described["AVERAGE-BANDWIDTH"].flatMap { Int($0) },
                        codecs: described["CODECS"]))
                attributes = nil
            }
        }
        if variants.isEmpty { return nil }
    }
}
