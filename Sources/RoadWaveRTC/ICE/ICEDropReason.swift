/// Why an ICE agent dropped or refused a datagram.
public enum ICEDropReason: Error, Hashable, Sendable {
    /// Not a well-formed STUN message.
    case malformed(STUNError)
    /// A request for another session, or from a peer that does not use the negotiated ufrag.
    case wrongUsername
    /// MESSAGE-INTEGRITY is wrong, or missing where it is required.
    case badIntegrity
    /// A copy of an authentic check that first came from another address. It has no effect.
    case replayedCheck
    /// A comprehension-required attribute is unknown.
    case unknownAttribute
    /// An answer to an unknown request, or to one that has timed out.
    case unexpectedResponse
    /// The peer claims the role that only this side can have; it got an error answer.
    case roleConflict
    /// A class or method that ICE does not use. Keep-alive indications are not dropped.
    case unsupported
}
