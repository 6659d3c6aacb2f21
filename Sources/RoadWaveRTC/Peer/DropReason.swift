/// Why a datagram of the network changed nothing. The raw values name counters.
///
/// Flat, without associated values: it is the key of counters, which the network must not be able to multiply.
public enum DropReason: String, Error, Hashable, Sendable, CaseIterable {
    /// Longer than anything that a peer sends.
    case oversized = "oversized"
    /// Neither STUN, DTLS, RTP nor RTCP (RFC 7983).
    case unknownProtocol = "unknown_protocol"
    /// The peer is gone.
    case afterEnd = "after_end"

    /// Not a well-formed STUN message.
    case malformedSTUN = "malformed_stun"
    /// A check for another session.
    case wrongUsername = "wrong_username"
    /// A check without the password's signature.
    case badIntegrity = "bad_integrity"
    /// A copy of a check that came from another address before.
    case replayedCheck = "replayed_check"
    /// An answer to no question, an unknown attribute, a wrong role, a method that ICE does not use.
    case unexpectedSTUN = "unexpected_stun"

    /// DTLS, SRTP or SRTCP from an address that no authentic check came from.
    case unvalidatedAddress = "unvalidated_address"
    /// Not a DTLS record, or after the end of the connection.
    case malformedDTLS = "malformed_dtls"
    /// SRTP or SRTCP before the handshake gave the keys.
    case beforeKeys = "before_keys"
    /// SRTP or SRTCP that was received before.
    case replayed = "replayed"
    /// SRTP or SRTCP from before the replay window, or of a source that was forgotten.
    case old = "old"
    /// SRTP or SRTCP with a wrong tag.
    case authenticationFailed = "authentication_failed"
    /// SRTP or SRTCP that is too short or too long, or that the library cannot read.
    case malformedSRTP = "malformed_srtp"
    /// Authentic, and not RTP.
    case malformedRTP = "malformed_rtp"
    /// Authentic, and not RTCP.
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
