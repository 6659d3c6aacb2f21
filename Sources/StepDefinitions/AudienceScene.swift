internal import RoadWaveTestServices

/// What a scenario of counted listeners has: the Redis in which the node counts, the listeners, and what was seen.
struct AudienceScene: Sendable {
    /// The Redis in which the node counts.
    var redis: RedisServer?
    /// NGINX between the listener's browser and the node: its log says what the page asks the node for.
    var proxy: NGINXServer?
    /// The page of the live, where a listener listens.
    var page: WitnessedPage?
    /// What a sabotage changes.
    var accomplices: Set<Accomplice> = []

    /// The integers of Redis once the listeners of the table were there, by their keys; nil before.
    var counters: [String: String]?
    /// What was seen while listeners reacted; nil before.
    var updates: CounterUpdates?
    /// What the database was given; nil before.
    var writes: CounterWrites?
    /// What became of a listener whose application fell silent; nil before.
    var silence: SilentListener?

    /// Who does not do what it should.
    enum Accomplice: Sendable {
        /// The node counts in its own memory.
        case nodeCountsAlone
        /// One listener more than the table has joins.
        case oneListenerMore
        /// A counter is erased from Redis.
        case counterIsErased
        /// Nobody reacts.
        case nobodyReacts
        /// Nobody joins at the page.
        case nobodyListens
        /// The application that should be silent sends heartbeats.
        case silentOneBeats
    }
}

/// What was seen of a live's counters while listeners reacted all the time.
struct CounterUpdates: Sendable {
    /// When each event of the counters came, in seconds.
    var arrivals: [Double] = []
    /// How often Redis did not have a reaction that the node had accepted.
    var lateReadings = 0
    /// The likes in the last event, and in Redis at that time.
    var lastEvent = -1
    var lastInRedis = -2

    /// The seconds between two events, one after the other.
    var intervals: [Double] { zip(arrivals.dropFirst(), arrivals).map { $0 - $1 } }

    /// The mean of them; 0 without two events.
    var meanInterval: Double { intervals.isEmpty ? 0 : intervals.reduce(0, +) / Double(intervals.count) }
}

/// What became of a listener whose application fell silent, by the age of the last heartbeat.
struct SilentListener: Sendable {
    /// The age, in seconds, at the last look at which the listener was counted.
    var lastCounted = 0.0
    /// The age at the first look at which the listener was not counted any more; infinite if that never came.
    var firstGone = Double.infinity
    /// The counter at that look.
    var left = -1
    /// The heartbeats of the other listener, in the sorted set at that look.
    var others = -1
}
