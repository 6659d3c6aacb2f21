/// When a creator is advised of another bitrate, and warned of the connection.
public struct AdaptationConfiguration: Hashable, Sendable {
    /// The bitrate of a good connection, in bits per second: the specification's 48 kbps.
    public var fullBitrate = 48_000
    /// The bitrate of a poor one: the specification's 32 kbps.
    public var reducedBitrate = 32_000

    /// Over one of these the bitrate is reduced. At 5 % of loss, concealment begins to be heard in speech; 400 ms is
    /// where ITU-T G.114 puts the end of what a network should do; 60 ms is three packets.
    public var reduction = ConnectionLimits(loss: 0.05, roundTrip: .milliseconds(400), jitter: .milliseconds(60))
    /// The share of these limits under which all must be before the bitrate is raised: the hysteresis.
    public var recoveryShare = 0.6
    /// How long a limit is exceeded before the bitrate is reduced.
    public var reductionDelay = Duration.seconds(2)
    /// How long the connection is good before the bitrate is raised. Doubled, up to ``longestRecoveryDelay``, each time
    /// a raise fails: the network then has no room for it.
    public var recoveryDelay = Duration.seconds(12)
    /// The least time between two changes.
    public var dwell = Duration.seconds(5)

    /// Over one of these the connection is unstable: what is lost is beyond what can be repaired in time.
    public var instability = ConnectionLimits(loss: 0.2, roundTrip: .seconds(1), jitter: .milliseconds(200))
    /// How long a connection is unstable before its creator is warned.
    public var warningDelay = Duration.seconds(3)
    /// The least time between two warnings.
    public var warningInterval = Duration.seconds(30)

    /// The most that ``recoveryDelay`` grows to, for as long as raises fail.
    static let longestRecoveryDelay = Duration.seconds(120)
    /// A raise that has held this long did not fail.
    static let raiseHolds = Duration.seconds(60)

    /// The specification's bitrates, and limits that suit a phone on 4G.
    public init() {}
}
