/// What decides who sends a request, in place of the keys of tokens that the configuration names: the accounts of an
/// application that embeds a node.
///
/// It is asked for every request that changes something, and must answer within the time of a request.
/// See docs/decisions/api.md, « Authenticator ».
public protocol Authenticator: Sendable {
    /// Who bears a token.
    /// - Parameter token: what the request has behind `Authorization: Bearer`, up to 4,096 characters of a `b64token`.
    /// - Throws: ``AuthenticationError`` when it opens nothing, which is answered by 401.
    func bearer(of token: String) async throws(AuthenticationError) -> Bearer
}

/// Why a token opens nothing.
public enum AuthenticationError: Error, Hashable, Sendable {
    /// Nobody is known by it.
    /// - Parameter reason: for the developer of what issues the tokens, in English; nil to say nothing.
    case invalid(reason: String?)
    /// It was good until a while ago.
    case expired
}
