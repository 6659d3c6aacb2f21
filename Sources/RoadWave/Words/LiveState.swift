/// The state of a live, for its creator and its listeners.
public enum LiveState: String, CaseIterable, Sendable {
    /// The creator is connected and heard.
    case live
    /// The creator is not connected, or not yet; the live waits.
    case interrupted
    /// The live is over and its playlists are closed.
    case ended
    /// The node that ran the live has died.
    case lost
}

/// Why a live is over.
public enum EndReason: String, CaseIterable, Sendable {
    /// The creator ended it: `DELETE`, DTLS close or RTCP BYE.
    case creator
    /// An operator of the radio ended it.
    case `operator`
    /// Nothing came from the creator for too long.
    case creatorTimeout = "creator_timeout"
    /// The node was stopped regularly.
    case nodeStopped = "node_stopped"
    /// The live's connection failed beyond recovery.
    case failure
    /// The node that ran the live died.
    case nodeLost = "node_lost"
}
