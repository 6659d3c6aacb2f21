/// The object of a path that caches serve: its live, its rendition and its kind.
struct ServedMedia: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// A segment of a live, with sound of `bitrate` bit/s.
        case liveSegment(bitrate: Int64)
        /// A segment of a replay.
        case replaySegment(bitrate: Int64)
        /// A file of sound without a container, at `bitrate` bit/s.
        case sound(bitrate: Int64)
        /// A playlist, or the waveform of a replay.
        case document
    }

    let live: LiveID
    /// `48k` of a live; `mp3`, `aac` and `replay.mp3` of its replay; `playlists` for the files of all renditions.
    let rendition: String
    let kind: Kind

    /// - Returns: nil if the path is not one that caches serve.
    init?(path: ArraySlice<UInt8>) {
        // The longest one has 75 bytes.
        guard path.count <= 100, path.first == UInt8(ascii: "/") else { return nil }
        let parts = String(decoding: path, as: UTF8.self).dropFirst().split(
            separator: "/", omittingEmptySubsequences: false)
        guard (3...4).contains(parts.count), let live = LiveID(parts[1]), live.description == parts[1] else {
            return nil
        }
        self.live = live
        switch (parts[0], parts.count) {
        case ("lives", 3):
            guard parts[2] == "master.m3u8" else { return nil }
            (rendition, kind) = ("playlists", .document)
        case ("lives", 4):
            guard let kilobits = Self.kilobits(parts[2]),
                let kind = Self.kind(parts[3], .liveSegment(bitrate: kilobits * 1_000))
            else { return nil }
            (rendition, self.kind) = (String(parts[2]), kind)
        case ("replays", 3):
            switch parts[2] {
            case "replay.mp3": (rendition, kind) = ("replay.mp3", .sound(bitrate: 256_000))
            case "master.m3u8", "master-aac.m3u8", "waveform.json": (rendition, kind) = ("playlists", .document)
            default: return nil
            }
        case ("replays", 4):
            guard let bitrate = Self.replayBitrates[parts[2]],
                let kind = Self.kind(parts[3], .replaySegment(bitrate: bitrate))
            else { return nil }
            (rendition, self.kind) = (String(parts[2]), kind)
        default: return nil
        }
    }

    /// In bit/s, as the worker encodes them.
    private static let replayBitrates: [Substring: Int64] = ["mp3": 256_000, "aac": 96_000]

    /// The number in `48k`.
    private static func kilobits(_ name: Substring) -> Int64? {
        let digits = name.dropLast()
        guard name.last == "k", (1...3).contains(digits.utf8.count), digits.first != "0",
            digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return nil }
        return Int64(digits)
    }

    private static func kind(_ name: Substring, _ segment: Kind) -> Kind? {
        if name == "media.m3u8" { return .document }
        let number = name.dropLast(3)
        guard name.hasSuffix(".ts"), (1...10).contains(number.utf8.count), number == "0" || number.first != "0",
            number.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return nil }
        return segment
    }
}
