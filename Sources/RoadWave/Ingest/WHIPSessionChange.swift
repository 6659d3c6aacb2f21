internal import RoadWaveRTC

/// What became of a `PATCH`.
enum WHIPSessionChange: Sendable {
    /// The candidates are known; a lite agent has no need of them, since it answers whoever proves to be the creator.
    case accepted
    /// ICE starts again with these credentials of the node.
    case restarted(TrickleFragment, entityTag: String)
    /// The request was about another ICE session than the present one.
    case changedMeanwhile
    /// The live is over.
    case over
}

extension ICECredentials {
    /// The entity tag of the ICE session that they belong to (RFC 9725 §4.3.1): new credentials, new session.
    var entityTag: String { "\"\(ufrag)\"" }
}
