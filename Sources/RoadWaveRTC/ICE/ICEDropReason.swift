/// Why an ICE agent did nothing with a datagram, or no more than refuse it.
public enum ICEDropReason: Error, Hashable, Sendable {
    /// Not a well-formed STUN message.
    case malformed(STUNError)
    /// A request for another session, or from a peer that does not use the negotiated ufrag.
    case wrongUsername
    /// MESSAGE-INTEGRITY does not verify, or is missing where it must stand.
    case badIntegrity
    /// An authentic check that came from another address before: a copy, which binds nothing.
    case replayedCheck
    /// An attribute that had to be understood was not.
    case unknownAttribute
    /// An answer to a question that was never asked, or asked too long ago.
    case unexpectedResponse
    /// The peer claims the role that only this side can have; it was told so.
    case roleConflict
    /// A class or method that ICE does not use; keep-alive indications are not dropped.
    case unsupported
}
