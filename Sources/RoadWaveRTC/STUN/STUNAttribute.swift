/// A STUN attribute that ICE uses (RFC 8489 §14, RFC 8445 §16.1), or one kept as it came.
public enum STUNAttribute: Hashable, Sendable {
    /// USERNAME: `receiver's ufrag:sender's ufrag` in ICE.
    case username(String)
    /// XOR-MAPPED-ADDRESS: the address that the server saw.
    case xorMappedAddress(TransportAddress)
    /// ERROR-CODE.
    case errorCode(STUNErrorCode)
    /// UNKNOWN-ATTRIBUTES: the types that made a request fail with 420.
    case unknownAttributes([UInt16])
    /// SOFTWARE: what wrote the message.
    case software(String)
    /// PRIORITY of the candidate that the check would reveal.
    case priority(UInt32)
    /// USE-CANDIDATE: the controlling agent nominates this pair.
    case useCandidate
    /// ICE-CONTROLLED with the sender's tie-breaker.
    case iceControlled(tieBreaker: UInt64)
    /// ICE-CONTROLLING with the sender's tie-breaker.
    case iceControlling(tieBreaker: UInt64)
    /// Anything else, with its value.
    case unknown(type: UInt16, value: [UInt8])
}

/// The registered numbers of the attributes (IANA, STUN Attributes).
enum STUNAttributeType {
    static let username: UInt16 = 0x0006
    static let messageIntegrity: UInt16 = 0x0008
    static let errorCode: UInt16 = 0x0009
    static let unknownAttributes: UInt16 = 0x000A
    static let xorMappedAddress: UInt16 = 0x0020
    static let priority: UInt16 = 0x0024
    static let useCandidate: UInt16 = 0x0025
    static let software: UInt16 = 0x8022
    static let fingerprint: UInt16 = 0x8028
    static let iceControlled: UInt16 = 0x8029
    static let iceControlling: UInt16 = 0x802A
}
