/// Why a datagram is not an acceptable STUN message.
public enum STUNError: Error, Hashable, Sendable {
    /// Shorter than the 20-byte header, or the length in the header does not match the datagram.
    case truncated
    /// The two top bits are not zero or the magic cookie is missing: another protocol, or RFC 3489.
    case notSTUN
    /// More attributes than any ICE check carries.
    case tooManyAttributes
    /// An attribute's length runs past the message, or its value has the wrong size or text encoding.
    case malformedAttribute(type: UInt16)
    /// FINGERPRINT is present and wrong, or not the last attribute.
    case fingerprintMismatch
}

extension STUNError: CustomStringConvertible {
    /// What was wrong, in one sentence.
    public var description: String {
        switch self {
        case .truncated: "The STUN message is shorter or longer than its header says."
        case .notSTUN: "The datagram does not start with a STUN header (RFC 8489 §5)."
        case .tooManyAttributes: "The STUN message has more than \(STUNMessage.maximumAttributeCount) attributes."
        case .malformedAttribute(let type): "The STUN attribute 0x\(String(type, radix: 16)) is malformed."
        case .fingerprintMismatch: "The STUN FINGERPRINT does not match the message (RFC 8489 §14.7)."
        }
    }
}
