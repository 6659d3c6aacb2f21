internal import Hummingbird

/// Checks requests that change something: the bearer, the right to the action, and the rate limit.
///
/// Every such route calls it first. Requests are counted by their verified bearer, then by the address of the client.
/// Requests without a valid token are counted by the address only, since tokens can be made up. Without keys, any token
/// is accepted and identifies its bearer: the node then listens on loopback only.
/// See docs/decisions/api.md, « One gate ».
struct Gate: Sendable {
    /// Verifies tokens; nil to accept any token.
    let authenticator: (any Authenticator)?
    /// The revoked users and tokens.
    let revocations: Revocations
    let limiter: RateLimiter
    let origins: ClientOrigins
    let refusals: RefusalAudit
    let metrics: APIMetrics

    /// Whether tokens are verified.
    var verifiesTokens: Bool { authenticator != nil }

    /// The bearer of a request, after all checks.
    /// - Parameters:
    ///   - action: the action of the request; it determines the allowed roles.
    ///   - live: the live of the request, for the audit.
    /// - Throws: `Problem` 401 if the token is missing or invalid, 403 if its role does not allow the action, 429 if
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

    /// The bearer of a request that needs no token; nil without a valid one. Nothing is counted or refused.
    func bearer(ifAny request: Request) async -> Bearer? {
        try? await identify(request, for: .publish)
    }

    /// Whether a reader may see the reports of a live: its creator and operators may. Without keys, any bearer may be
    /// the creator. See docs/decisions/audience.md, « Reports are not public ».
    func showsReports(of live: Live, to reader: Bearer?) -> Bool {
        !verifiesTokens || reader?.role == .operator || reader?.id == live.creator
    }

    /// Counts and records a forbidden action of a known bearer.
    /// - Returns: the answer.
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

    /// Counts a request that needs no token: by its bearer if there is one, then by the address of the client.
    /// - Throws: `Problem` 429 if there were too many.
    func limit(
        _ rateClass: RateClass, _ bearer: Bearer?, _ request: Request, _ context: some RemoteAddressRequestContext
    ) throws(Problem) {
        try limit(rateClass, bearer, origins.network(of: request, context))
    }

    /// The network that a request's connections and streams are counted for; nil for a trusted proxy that does not name
    /// the client.
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

/// Why the bearer of a request is unknown.
private struct UnknownBearer: Error {
    var refusal: AccessRefusal
    /// The fault of the token, for the developer of its issuer.
    var reason: String?
}

extension Problem {
    /// The answer to a refused request.
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
