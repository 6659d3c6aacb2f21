/// The significant lines of a playlist (RFC 8216 §4.1): tags and URIs, with their line numbers.
struct PlaylistLines {
    /// A line that is neither blank nor a comment.
    enum Content {
        /// `#EXT…`, and the value after its colon.
        case tag(String, value: Substring)
        /// A segment or another playlist.
        case address(Substring)
    }

    struct Line {
        var number: Int
        var content: Content
    }

    /// A replay of 24 h in segments of 10 s has under 9,000 entries of under 120 bytes.
    static let maximumBytes = 1 << 20
    /// The same replay, with a margin; a live lists a few tens.
    static let maximumEntries = 10_000

    let lines: [Line]

    init(_ text: String) throws(PlaylistError) {
        guard text.utf8.count <= Self.maximumBytes else {
            throw PlaylistError(.tooLong(limit: Self.maximumBytes))
        }
        // "\r\n" is one Character, so both kinds of line ends are split in the same way.
        let all = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        guard let first = all.first, Self.trimmed(first) == "#EXTM3U" else {
            throw PlaylistError(.notAPlaylist, line: 1)
        }
        var lines: [Line] = []
        var entries = 0
        for (index, line) in all.enumerated().dropFirst() {
            let line = Self.trimmed(line)
            if line.hasPrefix("#EXT") {
                let name = line.prefix { $0 != ":" }
                let content = Content.tag(String(name), value: line.dropFirst(name.count + 1))
                lines.append(Line(number: index + 1, content: content))
            } else if !line.isEmpty, !line.hasPrefix("#") {
                entries += 1
                guard entries <= Self.maximumEntries else {
                    throw PlaylistError(.tooManyEntries(limit: Self.maximumEntries), line: index + 1)
                }
                lines.append(Line(number: index + 1, content: .address(line)))
            }
        }
        self.lines = lines
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var line = line.drop(while: \.isWhitespace)
        while line.last?.isWhitespace == true { line.removeLast() }
        return line
    }
}
