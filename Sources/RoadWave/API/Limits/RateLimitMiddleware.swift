internal import HTTPTypes
internal import Hummingbird

/// Counts reads by address: pages, lists, documents, and absent paths.
///
/// Media is not counted: any real audience has a cache in front of it, and connections are limited anyway. Requests
/// that change something, and event streams, are counted by the gate, which knows their bearer.
struct RateLimitMiddleware<Context: RemoteAddressRequestContext>: RouterMiddleware {
    let gate: Gate

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if counts(request, context.endpointPath) { try gate.limit(.read, nil, request, context) }
        return try await next(request, context)
    }

    private func counts(_ request: Request, _ pattern: String?) -> Bool {
        guard let pattern else { return true }
        guard request.method == .get || request.method == .head || request.method == .options else { return false }
        return !MediaPath.isMedia(pattern) && !pattern.hasSuffix("/events")
    }
}

extension Problem {
    /// For a client that sent too many requests (RFC 6585 §4).
    static func tooManyRequests(retryAfter wait: Duration) -> Problem {
        // Rounded up, so that a request at that second is accepted.
        let seconds = max(1, Int((wait / .seconds(1)).rounded(.up)))
        return Problem(
            status: .tooManyRequests, code: "too_many_requests",
            detail: "Trop de requêtes. Veuillez réessayer dans \(seconds) s.", headers: [.retryAfter: "\(seconds)"])
    }
}
