/// The demands on a token beyond its bearer, for token issuers that several services share.
/// See docs/decisions/api.md, « Tokens until their expiry ».
public struct TokenPolicy: Hashable, Sendable {
    /// The required `iss`; nil to accept any or none.
    public var issuer: String?
    /// A required entry of `aud` (RFC 7519 §4.1.3); nil for no check.
    public var audience: String?
    /// How far in the future a token's expiry may be, which limits the use of a leaked token; nil for no limit.
    public var longestValidity: Duration?

    /// - Parameters:
    ///   - issuer: the `iss` that tokens must have.
    ///   - audience: what their `aud` must name.
    ///   - longestValidity: how far off their expiry may be.
    public init(issuer: String? = nil, audience: String? = nil, longestValidity: Duration? = nil) {
        self.issuer = issuer
        self.audience = audience
        self.longestValidity = longestValidity
    }
}
