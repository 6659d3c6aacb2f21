/// When listeners are heard of, when they are counted, and how many there may be.
public struct AudienceConfiguration: Hashable, Sendable {
    /// How often a listener's application says that it still listens.
    public var heartbeat = Duration.seconds(10)
    /// How long after its last heartbeat a listener is not counted any more: three of them, so that two may be lost.
    public var expiry = Duration.seconds(30)
    /// How often streams of events tell the counts while they change.
    public var counterPeriod = Duration.seconds(2)

    /// How often listeners are looked through for those who have expired: how late one of them may be removed. Not a
    /// setting: nothing is gained by another one.
    var sweepPeriod = Duration.seconds(1)
    /// How long the figures of a live outlive its end, or the last sign of its node: time for players to play what they
    /// have buffered, for pages to show what was counted, and for whoever keeps the figures for good.
    var retention = Duration.seconds(3_600)
    /// The listeners that one live takes. A listener takes about 300 bytes in Redis and beats every 10 s: 100,000 of them
    /// are 30 MB and 10,000 beats a second, all that one Redis is good for. More would only be false ones.
    var maximumListeners = 100_000
    /// The users whose likes, and whose reports, are remembered for a live, 100 bytes each: as many as may listen.
    var maximumVoices = 100_000
    /// How many listeners one look removes at most: Redis does nothing else meanwhile (some milliseconds), and its
    /// answer stays under 200 KiB.
    var sweepLimit = 1_000

    /// The specification's periods.
    public init() {}
}
