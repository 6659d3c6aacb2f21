internal import Logging

extension Gate {
    /// The gate of a node.
    /// - Parameter authenticator: what knows the bearers of tokens; nil to take any token.
    init(
        _ configuration: NodeConfiguration, authenticator: (any Authenticator)?, revocations: Revocations,
        audit: AuditTrail?, clock: NodeClock, metrics: APIMetrics, logger: Logger
    ) {
        self.init(
            authenticator: authenticator, revocations: revocations,
            limiter: RateLimiter(
                // Without keys all are on this machine: those who try it, and those who measure it.
                configuration.rateLimits ?? (authenticator == nil ? .none : .standard), clock: clock,
                metrics: metrics),
            origins: ClientOrigins(trustedProxies: configuration.trustedProxies),
            refusals: RefusalAudit(clock: clock) { attempt, times in
                audit?.record(AuditEvent(attempt, times: times, at: clock.date))
                logger.notice(
                    "a token does not permit what was asked",
                    metadata: [
                        "user": "\(attempt.user)", "action": "\(attempt.action.rawValue)",
                        "reason": "\(attempt.reason.rawValue)", "times": "\(times)",
                    ])
            },
            metrics: metrics)
    }
}

extension AuditEvent {
    /// - Parameter times: how many attempts it stands for.
    init(_ attempt: ForbiddenAttempt, times: Int, at date: WallDate) {
        self.init(
            at: date, kind: .refused, live: attempt.live, user: attempt.user,
            details: [
                "action": .string(attempt.action.rawValue), "reason": .string(attempt.reason.rawValue),
                "role": .string(attempt.role.rawValue), "times": .int(times),
            ])
    }
}

extension TokenKeyring {
    /// The keys that a configuration names; nil where it names none.
    /// - Throws: ``RoadWaveError`` of code `configuration` when they cannot be used.
    static func open(
        _ configuration: NodeConfiguration, metrics: APIMetrics, logger: Logger
    ) async throws(RoadWaveError) -> TokenKeyring? {
        guard let path = configuration.tokenKeys else { return nil }
        return try await TokenKeyring(
            path: path, policy: configuration.tokenPolicy, metrics: metrics, logger: logger)
    }
}
