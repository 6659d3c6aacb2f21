/// When a creator is advised to change the bitrate, and warned of a bad connection.
public struct AdaptationConfiguration: Hashable, Sendable {
    /// The bitrate of a good connection, in bits per second: the specification's 48 kbps.
    public var fullBitrate = 48_000
    /// The bitrate of a poor one: the specification's 32 kbps.
    public var reducedBitrate = 32_000

    /// Above any of these the bitrate is reduced. At 5 % of loss, concealment becomes audible in speech; 400 ms is the
    /// limit for a network in ITU-T G.114; 60 ms is three packets.
    public var reduction = ConnectionLimits(loss: 0.05, roundTrip: .milliseconds(400), jitter: .milliseconds(60))
    /// All values must be under this share of the limits before the bitrate is raised: the hysteresis.
    public var recoveryShare = 0.6
    /// How long a limit is exceeded before the bitrate is reduced.
    public var reductionDelay = Duration.seconds(2)
    /// How long the connection must be good before the bitrate is raised. It is doubled, up to
    /// ``longestRecoveryDelay``, each time a raise fails: the network then has no room for it.
    public var recoveryDelay = Duration.seconds(12)
    /// The minimum time between two changes.
    public var dwell = Duration.seconds(5)

    /// Above any of these the connection is unstable: the loss is more than can be repaired in time.
    public var instability = ConnectionLimits(loss: 0.2, roundTrip: .seconds(1), jitter: .milliseconds(200))
    /// How long a connection must be unstable before its creator is warned.
    public var warningDelay = Duration.seconds(3)
    /// The minimum time between two warnings.
    public var warningInterval = Duration.seconds(30)

    /// The upper limit of ``recoveryDelay`` while raises fail.
    static let longestRecoveryDelay = Duration.seconds(120)
    /// A raise that lasts this long has not failed.
    static let raiseHolds = Duration.seconds(60)

    /// The specification's bitrates, and limits that suit a phone on 4G.
    public init() {}
}
