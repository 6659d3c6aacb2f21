/// Why a datagram from the network had no effect. The raw values name counters.
///
/// It has no associated values: it is the key of counters, and the network must not be able to multiply them.
public enum DropReason: String, Error, Hashable, Sendable, CaseIterable {
    /// Longer than any datagram of a peer.
    case oversized = "oversized"
    /// Neither STUN, DTLS, RTP nor RTCP (RFC 7983).
    case unknownProtocol = "unknown_protocol"
    /// The connection has ended.
    case afterEnd = "after_end"

    /// Not a well-formed STUN message.
    case malformedSTUN = "malformed_stun"
    /// A check for another session.
    case wrongUsername = "wrong_username"
    /// A check without the password's signature.
    case badIntegrity = "bad_integrity"
    /// A copy of a check that first came from another address.
    case replayedCheck = "replayed_check"
    /// An answer to an unknown request, an unknown attribute, a wrong role, or a method that ICE does not use.
    case unexpectedSTUN = "unexpected_stun"

    /// DTLS, SRTP or SRTCP from an address without an authentic check.
    case unvalidatedAddress = "unvalidated_address"
    /// Not a DTLS record, or after the end of the connection.
    case malformedDTLS = "malformed_dtls"
    /// SRTP or SRTCP before the handshake gave the keys.
    case beforeKeys = "before_keys"
    /// SRTP or SRTCP that was received before.
    case replayed = "replayed"
    /// SRTP or SRTCP from before the replay window, or of a source whose context was given up.
    case old = "old"
    /// SRTP or SRTCP with a wrong tag.
    case authenticationFailed = "authentication_failed"
    /// SRTP or SRTCP that is too short or too long, or that the library cannot read.
    case malformedSRTP = "malformed_srtp"
    /// Authentic, but not RTP.
    case malformedRTP = "malformed_rtp"
    /// Authentic, but not RTCP.
    case malformedRTCP = "malformed_rtcp"
    /// RTP of a payload type that was not negotiated.
    case unknownPayloadType = "unknown_payload_type"
}

extension DropReason {
    init(_ reason: ICEDropReason) {
        switch reason {
        case .malformed: self = .malformedSTUN
        case .wrongUsername: self = .wrongUsername
        case .badIntegrity: self = .badIntegrity
        case .replayedCheck: self = .replayedCheck
        case .unknownAttribute, .unexpectedResponse, .roleConflict, .unsupported: self = .unexpectedSTUN
        }
    }

    init(_ error: SRTPError) {
        switch error {
        case .replayed: self = .replayed
        case .old: self = .old
        case .authenticationFailed: self = .authenticationFailed
        case .noKey: self = .beforeKeys
        case .malformed, .library: self = .malformedSRTP
        }
    }
}
