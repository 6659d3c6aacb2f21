/// The players of a scenario, and what they saw.
struct PlaybackScene: Sendable {
    /// Under the 60 kbit/s that the lowest rendition must fit in, its playlists and headers included.
    static let slowBitsPerSecond = 58_000

    /// What the rules of the profiles look at.
    var served: ServedLive?
    /// The browser on a good connection, and the one on the slow connection.
    var browser: PlayerReport?
    var slowBrowser: PlayerReport?
    var ffmpeg: FFmpegPlayer?
    /// What the slow connection let through, in bits per second.
    var slowRate = 0.0
}
