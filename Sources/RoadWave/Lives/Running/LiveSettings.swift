internal import RoadWaveRTC

/// How lives are received and broadcast, and how long they wait for their creators.
public struct LiveSettings: Sendable {
    /// The renditions, the segment length and the retention of each live.
    public var broadcast = BroadcastConfiguration.standard
    /// When a creator gets advice for another bitrate, or a warning about the connection.
    public var adaptation = AdaptationConfiguration()
    /// The initial and minimum wait of the jitter buffer for missing packets. The wait then follows the measured delay
    /// of packets.
    public var jitterTarget = Duration.milliseconds(60)
    /// The maximum wait of the jitter buffer, on the worst networks.
    public var jitterMaximum = Duration.milliseconds(500)
    /// How long media may be missing before silence replaces it, so that the playlists continue.
    public var silenceAfter = Duration.seconds(1)
    /// How long nothing may arrive from a creator before the live counts as interrupted.
    public var interruptedAfter = Duration.seconds(5)
    /// How long an admitted creator may take to connect: three times what ICE and DTLS need over a bad network. It is
    /// bounded because the slot is unavailable to others meanwhile.
    public var connectTimeout = Duration.seconds(20)
    /// How long a live waits for its creator, from the last sign of life, before it ends.
    public var creatorTimeout = Duration.seconds(60)

    /// The specification's values.
    public init() {}

    /// The jitter buffer's settings for its wait.
    var jitter: JitterBuffer.Configuration { .init(minimumDelay: jitterTarget, maximumDelay: jitterMaximum) }
}
