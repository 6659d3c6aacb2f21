/// The players of a scenario, and what they saw.
struct PlaybackScene: Sendable {
    /// Under the 60 kbit/s that the lowest rendition must fit in, its playlists and headers included.
    static let slowBitsPerSecond = 58_000

    /// The browser on a good connection, and the one on the slow connection.
    var browser: BrowserPlayer?
    var slowBrowser: BrowserPlayer?

    /// What the rules of the profiles look at.
    var served: ServedLive?
    /// What each browser saw.
    var report: PlayerReport?
    var slowReport: PlayerReport?
    var ffmpeg: FFmpegPlayer?
    /// What the slow connection let through, in bits per second.
    var slowRate = 0.0
}

/// What became of the player on the slow connection.
struct SlowPlayback: Sendable {
    let bitsPerSecond: Double
    /// Of the segments that the cache of its region served, by the cache's own log.
    let renditions: [String]
    let report: PlayerReport
}
