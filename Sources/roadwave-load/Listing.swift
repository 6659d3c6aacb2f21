import NIOCore

/// A segment that a playlist was first seen to list.
struct Listing: Sendable {
    let live: String
    let rendition: String
    let sequence: Int
    /// `EXTINF`, in samples at 48 kHz.
    let samples: Int
    /// When the playlist that lists it was there.
    let time: NIODeadline
}

/// What of one playlist was seen already.
struct PlaylistReader {
    private var last = -1
    private(set) var isEnded = false

    /// The segments that a text lists and that were not seen before: number and samples.
    mutating func news(in text: String) -> [(sequence: Int, samples: Int)] {
        var sequence = 0
        var found: [(Int, Int)] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("#EXT-X-MEDIA-SEQUENCE:") {
                sequence = Int(line.dropFirst("#EXT-X-MEDIA-SEQUENCE:".count)) ?? 0
            } else if line.hasPrefix("#EXTINF:") {
                let seconds = Double(line.dropFirst("#EXTINF:".count).prefix { $0 != "," }) ?? 0
                if sequence > last { found.append((sequence, Int((seconds * 48_000).rounded()))) }
                sequence += 1
            } else if line.hasPrefix("#EXT-X-ENDLIST") {
                isEnded = true
            }
        }
        last = max(last, sequence - 1)
        return found
    }
}

/// Sees when playlists list new segments, beside the node and without asking it.
protocol ListingWatch: Sendable {
    /// Waits until every playlist is closed, for a bounded time.
    /// - Returns: all that was listed.
    func finish() async throws -> [Listing]
}
