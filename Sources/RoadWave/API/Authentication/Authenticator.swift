internal import Hummingbird

/// Tells who sends a request, from its bearer token.
///
/// Without keys any token is taken, and names its bearer: the node then listens on loopback only.
struct Authenticator: Sendable {
    /// What verifies tokens; nil to take any.
    let keys: TokenKeys?

    /// The creator who sends a request.
    /// - Throws: `Problem` 401 when its token is missing, invalid or expired; 403 when it is not a creator's.
    func creator(of request: Request) async throws(Problem) -> Creator {
        let token = try BearerToken(request).value
        guard let keys else { return Creator(id: UserID(token: token)) }
        let claims: AccessClaims
        do throws(TokenRefusal) {
            claims = try await keys.verify(token, at: .now)
        } catch {
            throw Problem(error)
        }
        guard claims.role == .creator else { throw Problem.roleRefused }
        return Creator(id: claims.subject, isPremium: claims.isPremium)
    }
}
