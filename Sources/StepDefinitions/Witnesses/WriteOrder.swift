/// Whether a playlist was only put in the storage after the segments that it lists: each lists one more than the one
/// before.
struct WriteOrder: Sendable {
    /// Segments that were put.
    private(set) var segments: Set<Int> = []
    /// Playlists that were put.
    private(set) var playlists = 0
    /// Playlists that were put before their last segment was.
    private(set) var early = 0

    /// - Parameter names: of what was put in the folder of a rendition, in order.
    init(_ names: [String]) {
        for name in names {
            if let number = name.wholeMatch(of: /(\d+)\.ts/).flatMap({ Int($0.1) }) {
                segments.insert(number)
            } else if name == "media.m3u8" {
                playlists += 1
                if segments.count < playlists { early += 1 }
            }
        }
    }

    /// The numbers of the segments that were not put, up to one that a listener has heard.
    func missing(upTo last: Int) -> [Int] { (0...max(0, last)).filter { !segments.contains($0) } }
}
