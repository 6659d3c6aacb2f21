/// How long the lease of a node lasts. The same on every node that shares a registry.
struct LeasePolicy: Hashable, Sendable {
    /// How long a lease outlives its last renewal, and so its node.
    var lease = Duration.seconds(15)
    /// How long nobody takes lives over after the registry was forgotten, or not used for a lease: time for every node to
    /// tell again which lives it runs.
    var settling = Duration.seconds(15)
    /// How long what became of a live is kept in the registry: for players and creators who come late, where the nodes
    /// have no catalogue in common.
    var kept = Duration.seconds(3_600)

    /// How often a node renews its lease: two renewals may fail before it runs out.
    var renewalPeriod: Duration { lease / 3 }

    /// By how much earlier than the registry a node takes its lease for run out. The dates of two nodes may be two seconds
    /// apart in the time of Redis (`RedisTimeDifference.longestRoundTrip`); whoever takes over waits as long again.
    var margin: Duration { lease / 5 }
}
