/// What a token must say besides who bears it, where several services share an issuer of tokens.
public struct TokenPolicy: Hashable, Sendable {
    /// The `iss` that tokens must have; nil for any, or none.
    public var issuer: String?
    /// What the `aud` of tokens must name (RFC 7519 §4.1.3); nil not to look at it.
    public var audience: String?

    /// - Parameters:
    ///   - issuer: the `iss` that tokens must have.
    ///   - audience: what their `aud` must name.
    public init(issuer: String? = nil, audience: String? = nil) {
        self.issuer = issuer
        self.audience = audience
    }
}
