/// Authenticates the sender of a request, in place of the configured token keys: for an application that embeds a node
/// and has its own accounts.
///
/// It is called for every request that changes something, and must answer within the time limit of a request.
/// See docs/decisions/api.md, « Authenticator ».
public protocol Authenticator: Sendable {
    /// The bearer of a token.
    /// - Parameter token: the text after `Authorization: Bearer`, up to 4,096 characters of a `b64token`.
    /// - Throws: ``AuthenticationError`` if the token is refused; the answer is then 401.
    func bearer(of token: String) async throws(AuthenticationError) -> Bearer
}

/// Why a token is refused.
public enum AuthenticationError: Error, Hashable, Sendable {
    /// The token is unknown or invalid.
    /// - Parameter reason: for the developer of the token issuer, in English; nil for none.
    case invalid(reason: String?)
    /// The token was valid and has expired.
    case expired
}
