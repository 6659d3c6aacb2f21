/// The ERROR-CODE of a failure answer (RFC 8489 §14.8).
public struct STUNErrorCode: Hashable, Sendable {
    /// 300…699.
    public var code: Int
    /// The English reason phrase; may be empty.
    public var reason: String

    /// A code with its phrase. The parser refuses a code outside 300…699; the serialiser clamps it.
    public init(_ code: Int, reason: String = "") {
        self.code = min(max(code, 300), 699)
        self.reason = reason
    }

    /// 400 Bad Request: no credentials, or malformed.
    public static let badRequest = STUNErrorCode(400)
    /// 401 Unauthenticated: the integrity does not verify.
    public static let unauthenticated = STUNErrorCode(401)
    /// 420 Unknown Attribute: a comprehension-required attribute is unknown.
    public static let unknownAttribute = STUNErrorCode(420)
    /// 487 Role Conflict (RFC 8445 §7.3.1.1).
    public static let roleConflict = STUNErrorCode(487)
}
