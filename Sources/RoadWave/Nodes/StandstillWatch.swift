internal import RoadWaveRTC

/// Which lives stand still: their playlists have not changed between two looks that are far enough apart.
///
/// A node that is only cut off from the registry goes on writing playlists: its lives are not taken over.
///
/// A state machine without clock.
struct StandstillWatch {
    private struct Look {
        var node: NodeID
        /// The playlist that was seen; nil where there was none.
        var playlist: [UInt8]?
        var at: MonotonicTime
    }

    /// How long a playlist stands still before its node is taken for dead.
    private let patience: Duration
    /// As many as were asked about at once.
    private var looks: [LiveID: Look] = [:]

    init(patience: Duration) { self.patience = patience }

    /// Forgets all lives but these.
    mutating func keep(_ lives: Set<LiveID>) {
        looks = looks.filter { lives.contains($0.key) }
    }

    /// Takes note of a look at a live.
    /// - Returns: whether it stands still.
    mutating func see(_ playlist: [UInt8]?, of live: LiveID, on node: NodeID, now: MonotonicTime) -> Bool {
        guard let before = looks[live], before.node == node, before.playlist == playlist else {
            looks[live] = Look(node: node, playlist: playlist, at: now)
            return false
        }
        return now - before.at >= patience
    }
}
