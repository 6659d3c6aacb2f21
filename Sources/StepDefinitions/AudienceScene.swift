internal import RoadWaveTestServices

/// The parts of a scenario of counted listeners: the Redis in which the node counts, the listeners, and the
/// observations.
struct AudienceScene: Sendable {
    /// The Redis in which the node counts.
    var redis: RedisServer?
    /// NGINX between the listener's browser and the node: its log has the requests of the page.
    var proxy: NGINXServer?
    /// The page of the live, where a listener listens.
    var page: WitnessedPage?
    /// The change of a sabotage.
    var accomplices: Set<Accomplice> = []

    /// The integers of Redis once the listeners of the table were there, by their keys; nil before.
    var counters: [String: String]?
    /// The observations while listeners reacted; nil before.
    var updates: CounterUpdates?
    /// The counters written to the database; nil before.
    var writes: CounterWrites?
    /// The observation of a listener whose application fell silent; nil before.
    var silence: SilentListener?

    /// The part that misbehaves.
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

/// The observations of a live's counters while listeners reacted all the time.
struct CounterUpdates: Sendable {
    /// When each event of the counters came, in seconds.
    var arrivals: [Double] = []
    /// The number of accepted reactions that Redis did not have.
    var lateReadings = 0
    /// The likes in the last event, and in Redis at that time.
    var lastEvent = -1
    var lastInRedis = -2

    /// The seconds between two events, one after the other.
    var intervals: [Double] { zip(arrivals.dropFirst(), arrivals).map { $0 - $1 } }

    /// The mean of them; 0 without two events.
    var meanInterval: Double { intervals.isEmpty ? 0 : intervals.reduce(0, +) / Double(intervals.count) }
}

/// The observation of a listener whose application fell silent, by the age of the last heartbeat.
struct SilentListener: Sendable {
    /// The age, in seconds, at the last look at which the listener was counted.
    var lastCounted = 0.0
    /// The age at the first look at which the listener was no longer counted; infinite without such a look.
    var firstGone = Double.infinity
    /// The counter at that look.
    var left = -1
    /// The heartbeats of the other listener, in the sorted set at that look.
    var others = -1
}
