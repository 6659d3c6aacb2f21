/// The duration of a node's lease. All nodes that share a registry have the same policy.
struct LeasePolicy: Hashable, Sendable {
    /// How long a lease lasts after its last renewal, and so after the death of its node.
    var lease = Duration.seconds(15)
    /// How long no live is taken over after the registry was lost, or not used for a lease. In that time every node
    /// reports its lives again.
    var settling = Duration.seconds(15)
    /// How long the registry keeps an ended live: for late players and creators, if the nodes share no catalogue.
    var kept = Duration.seconds(3_600)

    /// How often a node renews its lease: two renewals may fail before it expires.
    var renewalPeriod: Duration { lease / 3 }

    /// How much earlier than the registry a node considers its lease expired. The dates of two nodes may be two seconds
    /// apart in the time of Redis (`RedisTimeDifference.longestRoundTrip`). A takeover waits at least this long again.
    var margin: Duration { lease / 5 }
}
