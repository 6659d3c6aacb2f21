internal import RoadWaveRTC

/// Finds lives that stand still: their playlists have not changed between two reads that are far enough apart.
///
/// A node that is only cut off from the registry continues to write playlists, so its lives are not taken over.
///
/// A state machine without clock.
struct StandstillWatch {
    private struct Look {
        var node: NodeID
        /// The playlist that was read; nil if there was none.
        var playlist: [UInt8]?
        var at: MonotonicTime
    }

    /// How long a playlist must stay unchanged before its node is considered dead.
    private let patience: Duration
    /// As many as were checked at once.
    private var looks: [LiveID: Look] = [:]

    init(patience: Duration) { self.patience = patience }

    /// Forgets all lives but these.
    mutating func keep(_ lives: Set<LiveID>) {
        looks = looks.filter { lives.contains($0.key) }
    }

    /// Records a read of a live's playlist.
    /// - Returns: whether it stands still.
    mutating func see(_ playlist: [UInt8]?, of live: LiveID, on node: NodeID, now: MonotonicTime) -> Bool {
        guard let before = looks[live], before.node == node, before.playlist == playlist else {
            looks[live] = Look(node: node, playlist: playlist, at: now)
            return false
        }
        return now - before.at >= patience
    }
}
