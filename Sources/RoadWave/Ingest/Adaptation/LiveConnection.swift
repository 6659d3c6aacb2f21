/// How a creator's connection is at one moment, and what the creator was told of it.
public struct LiveConnection: Hashable, Sendable {
    /// How good it is; nil before anything could be measured.
    public internal(set) var quality: ConnectionQuality?
    /// Received Opus in bits per second, without headers, over the last second; nil as for ``quality``.
    public internal(set) var receivedBitrate: Int?
    /// The Opus bitrate that suits it, in bits per second.
    public internal(set) var advisedBitrate: Int
    /// The last advice that the creator was given; nil when the first bitrate has suited all along.
    public internal(set) var advice: BitrateAdvice?
    /// The warning that stands.
    public internal(set) var warning: ConnectionWarning?

    /// A connection of which nothing is known.
    init(advisedBitrate: Int) {
        self.advisedBitrate = advisedBitrate
    }
}
