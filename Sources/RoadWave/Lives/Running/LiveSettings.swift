internal import RoadWaveRTC

/// How lives are received and broadcast, and how long they wait for their creators.
public struct LiveSettings: Sendable {
    /// What is encoded of each live, where it is cut, how long it stays.
    public var broadcast = BroadcastConfiguration.standard
    /// When a creator is advised of another bitrate, and warned of the connection.
    public var adaptation = AdaptationConfiguration()
    /// How long packets wait for those that they overtook: at first, and at least. The wait then follows how late the
    /// network's packets come.
    public var jitterTarget = Duration.milliseconds(60)
    /// How long they wait at most, on the worst of networks.
    public var jitterMaximum = Duration.milliseconds(500)
    /// How long the media may be missing before silence takes its place, so that the playlists go on.
    public var silenceAfter = Duration.seconds(1)
    /// How long nothing may come from a creator before the live counts as interrupted.
    public var interruptedAfter = Duration.seconds(5)
    /// How long a creator who was admitted may take to connect: three times what ICE and DTLS need over a bad network,
    /// since the place is kept from others meanwhile.
    public var connectTimeout = Duration.seconds(20)
    /// How long a live waits for its creator, from the last sign of life, before it ends.
    public var creatorTimeout = Duration.seconds(60)

    /// The specification's values.
    public init() {}

    /// How long packets wait for those that they overtook, as the jitter buffer takes it.
    var jitter: JitterBuffer.Configuration { .init(minimumDelay: jitterTarget, maximumDelay: jitterMaximum) }
}
