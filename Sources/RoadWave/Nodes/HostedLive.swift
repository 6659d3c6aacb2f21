/// A live as the registry of nodes knows it.
struct HostedLive: Sendable {
    /// The state that its node reported last, or its final state.
    var live: Live
    /// The node that runs the live, or closes it; nil once it is over and closed.
    var host: Host?

    /// The node of a live.
    struct Host: Hashable, Sendable {
        var node: NodeID
        /// The root of its URLs, without a trailing slash.
        var url: String
        /// Whether its lease is valid. A node with an expired lease is dead, paused, or cut off.
        var isAlive: Bool
    }
}

/// A node as the registry knows it.
struct KnownNode: Hashable, Sendable {
    var node: NodeID
    /// The root of its URLs, without a trailing slash.
    var url: String
    /// The remaining time of its lease. Zero or less for a node that does not renew it: dead, paused, or disconnected.
    var leaseRest: Duration
    /// The lives that it runs, in the order of their identities.
    var lives: [LiveID]

    var isAlive: Bool { leaseRest > .zero }
}

/// A live of a node with an expired lease.
struct OrphanedLive: Sendable {
    var live: Live
    var node: NodeID
    /// When the node last renewed its lease; nil if no node has the live, or the lease was given up.
    var seenAt: WallDate?

    /// The latest known date at which the live ran or ended; its media may show a later one. If nothing is known, this
    /// is the start of the live.
    var lastSign: WallDate { live.endedAt ?? max(seenAt ?? live.startedAt, live.startedAt) }
}
