/// The settings of audiences: heartbeats, expiry, counts, and bounds.
public struct AudienceConfiguration: Hashable, Sendable {
    /// How often a listener's application sends a heartbeat.
    public var heartbeat = Duration.seconds(10)
    /// How long a session lasts without a heartbeat: three periods, so that two heartbeats may be lost.
    public var expiry = Duration.seconds(30)
    /// How often streams of events publish counts that change.
    public var counterPeriod = Duration.seconds(2)
    /// How often counts are written to the database, at whole multiples of this period.
    public var recordPeriod = Duration.seconds(60)
    /// The secret that makes the pseudonyms of voters: the same on all nodes of a radio. Without it, a reader of the
    /// database can find the votes of a user whose identity is known.
    public var voterSecret: String?
    /// The grid to which positions of listeners are rounded.
    public var positionGrid = PositionGrid.standard

    /// How often expired sessions are removed, which is also the longest delay of a removal. It is not a setting:
    /// another value gains nothing.
    var sweepPeriod = Duration.seconds(1)
    /// How long the counts of a live are kept after its end, or after its last activity. In this time players play
    /// their buffer, pages show the last counts, and programs copy them.
    var retention = Duration.seconds(3_600)
    /// The most listeners of one live. A listener takes about 300 bytes in Redis and sends a heartbeat every 10 s:
    /// 100,000 listeners are 30 MB and 10,000 heartbeats a second, the most that one Redis handles. More would only be
    /// fake listeners.
    var maximumListeners = 100_000
    /// The most likes, and the most reports, of one live, 100 bytes each: as many as listeners.
    var maximumReactions = 100_000
    /// The most sessions that one sweep removes. Redis does nothing else meanwhile (some milliseconds), and its answer
    /// stays under 200 KiB.
    var sweepLimit = 1_000

    /// The time that listeners need to join again after the store lost them: a heartbeat, and some time for the
    /// requests.
    var recovery: Duration { heartbeat + .seconds(2) }

    /// The specification's periods.
    public init() {}
}
