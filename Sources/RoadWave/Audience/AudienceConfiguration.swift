/// The settings of audiences: heartbeats, expiry, counts, and bounds.
public struct AudienceConfiguration: Hashable, Sendable {
    /// How often a listener's application sends a heartbeat.
    public var heartbeat = Duration.seconds(10)
    /// How long a session lasts without a heartbeat: three periods, so that two heartbeats may be lost.
    public var expiry = Duration.seconds(30)
    /// How often streams of events publish counts that change.
    public var counterPeriod = Duration.seconds(2)

    /// How often expired sessions are removed, and so how late. Not a setting: nothing is gained by another value.
    var sweepPeriod = Duration.seconds(1)
    /// How long the counts of a live outlive its end, or the last activity: time for players to play their buffer, for pages
    /// to show the last counts, and for programs to copy them.
    var retention = Duration.seconds(3_600)
    /// The listeners that one live takes. A listener takes about 300 bytes in Redis and beats every 10 s: 100,000 of them
    /// are 30 MB and 10,000 beats a second, all that one Redis is good for. More would only be false ones.
    var maximumListeners = 100_000
    /// The likes, and the reports, that one live takes, 100 bytes each: as many as may listen.
    var maximumReactions = 100_000
    /// How many sessions one sweep removes at most: Redis does nothing else meanwhile (some milliseconds), and its
    /// answer stays under 200 KiB.
    var sweepLimit = 1_000

    /// The specification's periods.
    public init() {}
}
