/// A live as the registry of nodes knows it.
struct HostedLive: Sendable {
    /// As its node told it last, or as it ended.
    var live: Live
    /// The node that runs it, or closes it; nil once it is over.
    var host: Host?

    /// The node of a live.
    struct Host: Hashable, Sendable {
        var node: NodeID
        /// The root of its URLs, without a trailing slash.
        var url: String
        /// Whether its lease stands. A node whose lease has run out is dead, paused, or cut off.
        var isAlive: Bool
    }
}

/// A live whose node has let its lease run out.
struct OrphanedLive: Sendable {
    var live: Live
    var node: NodeID
}
