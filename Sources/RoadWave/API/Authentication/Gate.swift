internal import Hummingbird

/// Lets requests that change something through: who sends them, whether they may, and whether it is not too often.
///
/// Every route that changes something asks it first. Requests count by the token that they were verified with, then by
/// the address that they come from; those without a good token count by their address alone, since anyone can make up
/// tokens. Without keys any token is taken, and names its bearer: the node then listens on loopback only.
/// See docs/decisions/api.md, « One gate ».
struct Gate: Sendable {
    /// What knows the bearers of tokens; nil to take any token.
    let authenticator: (any Authenticator)?
    /// What opens nothing any more.
    let revocations: Revocations
    let limiter: RateLimiter
    let origins: ClientOrigins
    let refusals: RefusalAudit
    let metrics: APIMetrics

    /// Whether tokens are verified.
    var verifiesTokens: Bool { authenticator != nil }

    /// Who sends a request, once it is sure that the bearer may do what it wants.
    /// - Parameters:
    ///   - action: what the request wants; it says whose tokens may.
    ///   - live: which live it is about, for the audit.
    /// - Throws: `Problem` 401 when the token is missing or no good, 403 when its role does not open the action, 429 when
    ///   there were too many requests.
    func bearer(
        of request: Request, _ context: some RemoteAddressRequestContext, for action: AccessAction,
        live: LiveID? = nil
    ) async throws(Problem) -> Bearer {
        let network = origins.network(of: request, context)
        let bearer: Bearer
        do throws(UnknownBearer) {
            bearer = try await identify(request, for: action)
        } catch {
            metrics.accessRefused.increment(error.refusal)
            try limit(.failure, .network(network))
            var problem = Problem(error.refusal, action)
            problem.reason = error.reason
            throw problem
        }
        try limit(action.rateClass, bearer, network)
        guard action.roles.contains(bearer.role) else {
            throw refusal(of: bearer, for: action, live: live, .role)
        }
        return bearer
    }

    /// Who sends a request that needs no token; nil without one that is good. Nothing is counted or refused.
    func bearer(ifAny request: Request) async -> Bearer? {
        try? await identify(request, for: .publish)
    }

    /// Counts and notes what a known bearer may not do.
    /// - Returns: what to answer.
    func refusal(of bearer: Bearer, for action: AccessAction, live: LiveID?, _ reason: AccessRefusal) -> Problem {
        metrics.accessRefused.increment(reason)
        refusals.note(
            ForbiddenAttempt(user: bearer.id, role: bearer.role, action: action, live: live, reason: reason))
        return Problem(reason, action)
    }

    private func identify(_ request: Request, for action: AccessAction) async throws(UnknownBearer) -> Bearer {
        guard let token = BearerToken(request)?.value else { throw UnknownBearer(refusal: .tokenMissing) }
        guard let authenticator else {
            return Bearer(id: UserID(token: token), role: action.roles.first ?? .listener)
        }
        let bearer: Bearer
        do throws(AuthenticationError) {
            bearer = try await authenticator.bearer(of: token)
        } catch {
            switch error {
            case .expired: throw UnknownBearer(refusal: .tokenExpired)
            case .invalid(let reason): throw UnknownBearer(refusal: .tokenInvalid, reason: reason)
            }
        }
        switch revocations.list.refusal(of: bearer.id, token: bearer.tokenID, issued: bearer.issued) {
        case .token: throw UnknownBearer(refusal: .tokenRevoked)
        case .user: throw UnknownBearer(refusal: .banned)
        case nil: break
        }
        return bearer
    }

    /// Counts a request that needs no token: by its bearer if there is one, then by where it comes from.
    /// - Throws: `Problem` 429 when there were too many.
    func limit(
        _ rateClass: RateClass, _ bearer: Bearer?, _ request: Request, _ context: some RemoteAddressRequestContext
    ) throws(Problem) {
        try limit(rateClass, bearer, origins.network(of: request, context))
    }

    /// Where a request comes from, as what one address holds is counted; nil for a proxy of ours that does not say.
    func network(of request: Request, _ context: some RemoteAddressRequestContext) -> ClientNetwork? {
        origins.isProxy(request, context) ? nil : origins.network(of: request, context)
    }

    private func limit(_ rateClass: RateClass, _ bearer: Bearer?, _ network: ClientNetwork) throws(Problem) {
        if let bearer { try limit(rateClass, .user(bearer.id)) }
        try limit(rateClass, .network(network))
    }

    private func limit(_ rateClass: RateClass, _ holder: RateHolder) throws(Problem) {
        if let wait = limiter.take(rateClass, holder) { throw Problem.tooManyRequests(retryAfter: wait) }
    }
}

/// Why it is not known who sends a request.
private struct UnknownBearer: Error {
    var refusal: AccessRefusal
    /// What is wrong with the token, for the developer of what issues it.
    var reason: String?
}

extension Problem {
    /// What is answered to a request that was not let through.
    init(_ refusal: AccessRefusal, _ action: AccessAction) {
        self =
            switch refusal {
            case .tokenMissing: .tokenMissing
            case .tokenInvalid: .tokenInvalid
            case .tokenExpired: .tokenExpired
            case .tokenRevoked: .tokenRevoked
            case .banned: .userBanned
            case .role: .roleRefused(action)
            case .notOwner: .notYourLive
            }
    }
}
