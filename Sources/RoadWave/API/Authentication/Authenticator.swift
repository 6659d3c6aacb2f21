internal import Hummingbird

/// Tells who sends a request, from its bearer token.
///
/// Without keys any token is taken, and names its bearer: the node then listens on loopback only.
struct Authenticator: Sendable {
    /// The creator who sends a request.
    /// - Throws: `Problem` 401 when its token is missing or unreadable.
    func creator(of request: Request) async throws(Problem) -> Creator {
        Creator(id: CreatorID(token: try BearerToken(request).value))
    }
}
