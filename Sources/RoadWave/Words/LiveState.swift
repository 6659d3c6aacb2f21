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
    /// An operator of the radio ended it without a reason.
    case `operator`
    /// An operator ended it: protected content without a licence.
    case operatorCopyright = "operator_copyright"
    /// An operator ended it: speech against the rules of the radio.
    case operatorRules = "operator_rules"
    /// An operator ended it: content that does not suit its announced audience.
    case operatorAudience = "operator_audience"
    /// An operator ended it: the next programme begins.
    case operatorSchedule = "operator_schedule"
    /// An operator ended it for a technical reason.
    case operatorTechnical = "operator_technical"
    /// Nothing came from the creator for too long.
    case creatorTimeout = "creator_timeout"
    /// The node was stopped regularly.
    case nodeStopped = "node_stopped"
    /// The live's connection failed beyond recovery.
    case failure
    /// The node that ran the live died.
    case nodeLost = "node_lost"
}

extension EndReason {
    /// The reasons that an operator may give.
    static let ofOperators: [EndReason] = [
        .operator, .operatorCopyright, .operatorRules, .operatorAudience, .operatorSchedule, .operatorTechnical,
    ]
}
