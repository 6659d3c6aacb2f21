/// What a token must say besides who bears it, where several services share an issuer of tokens.
/// See docs/decisions/api.md, « Tokens until their expiry ».
public struct TokenPolicy: Hashable, Sendable {
    /// The `iss` that tokens must have; nil for any, or none.
    public var issuer: String?
    /// What the `aud` of tokens must name (RFC 7519 §4.1.3); nil not to look at it.
    public var audience: String?
    /// How far off the expiry of a token may be: a token that leaks is good for no longer; nil for any time.
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
