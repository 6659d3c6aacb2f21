/// The ERROR-CODE of a failure answer (RFC 8489 §14.8).
public struct STUNErrorCode: Hashable, Sendable {
    /// 300…699.
    public var code: Int
    /// The English phrase that goes with it; may be empty.
    public var reason: String

    /// A code with its phrase; a code out of 300…699 is refused by the parser, and kept within by the serialiser.
    public init(_ code: Int, reason: String = "") {
        self.code = min(max(code, 300), 699)
        self.reason = reason
    }

    /// 400 Bad Request: no credentials, or no sense.
    public static let badRequest = STUNErrorCode(400)
    /// 401 Unauthenticated: the integrity does not verify.
    public static let unauthenticated = STUNErrorCode(401)
    /// 420 Unknown Attribute: one that had to be understood was not.
    public static let unknownAttribute = STUNErrorCode(420)
    /// 487 Role Conflict (RFC 8445 §7.3.1.1).
    public static let roleConflict = STUNErrorCode(487)
}
