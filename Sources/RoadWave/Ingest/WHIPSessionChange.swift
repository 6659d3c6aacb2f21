internal import RoadWaveRTC

/// The result of a `PATCH`.
enum WHIPSessionChange: Sendable {
    /// The candidates are accepted. A lite agent does not need them: it answers every address that proves to be the
    /// creator.
    case accepted
    /// ICE starts again with these credentials of the node.
    case restarted(TrickleFragment, entityTag: String)
    /// The request was for an earlier ICE session.
    case changedMeanwhile
    /// The live is over.
    case over
}

extension ICECredentials {
    /// The entity tag of the ICE session with these credentials (RFC 9725 §4.3.1): new credentials, new session.
    var entityTag: String { "\"\(ufrag)\"" }
}
