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

/// A live of a node with an expired lease.
struct OrphanedLive: Sendable {
    var live: Live
    var node: NodeID
}
