internal import Hummingbird
internal import Logging

/// The route of a live's curve, for its creator and for operators.
struct CurveRoutes: Sendable {
    let lives: LiveLookup
    let archive: AudienceArchive
    let gate: Gate

    func add(to router: Router<NodeRequestContext>) {
        Resource().get { request, context in try await curve(request, context) }
            .route("lives/{id}/counters", in: router)
    }

    /// `GET /lives/{id}/counters`
    private func curve(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let id = context.parameters.get("id").flatMap { LiveID($0) }
        let bearer = try await gate.bearer(of: request, context, for: .readCurve, live: id)
        guard let id, let live = try await lives.requested(id) else { throw Problem.liveNotFound }
        guard bearer.mayRule(over: live.creator) else {
            throw gate.refusal(of: bearer, for: .readCurve, live: id, .notOwner)
        }
        let curve: [AudienceMinute]
        do throws(DatabaseFailure) {
            curve = try await archive.curve(of: id)
        } catch {
            context.logger.warning("the curve of a live cannot be read", metadata: ["error": "\(error)"])
            throw Problem.catalogueUnavailable
        }
        var response = Response.json(CurveDocument(id, curve))
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
