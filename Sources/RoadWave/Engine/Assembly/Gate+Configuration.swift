internal import Logging

extension Gate {
    /// The gate of a node.
    /// - Parameter authenticator: identifies the bearers of tokens; nil to accept any token.
    init(
        _ configuration: NodeConfiguration, authenticator: (any Authenticator)?, revocations: Revocations,
        audit: AuditTrail?, clock: NodeClock, metrics: APIMetrics, logger: Logger
    ) {
        self.init(
            authenticator: authenticator, revocations: revocations,
            limiter: RateLimiter(
                // Without keys, all clients are on this machine: trials and benchmarks.
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
    /// - Parameter times: how many attempts the entry stands for.
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
    /// The keys in the configured file; nil if none is configured.
    /// - Throws: ``RoadWaveError`` of code `configuration` when they cannot be used.
    static func open(
        _ configuration: NodeConfiguration, metrics: APIMetrics, logger: Logger
    ) async throws(RoadWaveError) -> TokenKeyring? {
        guard let path = configuration.tokenKeys else { return nil }
        return try await TokenKeyring(
            path: path, policy: configuration.tokenPolicy, metrics: metrics, logger: logger)
    }
}
