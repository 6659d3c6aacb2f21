internal import HTTPTypes
internal import Hummingbird

/// The routes for listeners: join a live, send heartbeats, leave, like, and report.
///
/// None of them is needed to hear a live: players get the media from elsewhere.
/// See docs/decisions/audience.md, « Audience without Redis ».
struct AudienceRoutes: Sendable {
    /// A position takes 60 bytes, a category 30: the rest is room for other members that an application sends.
    static let maximumBody = 4 * 1_024

    let desk: AudienceDesk
    let gate: Gate
    let configuration: AudienceConfiguration
    let links: PublicLinks
    let bodies: BoundedBody

    func add(to router: Router<NodeRequestContext>) {
        Resource().on(.post) { request, context in try await join(request, context) }
            .route("lives/{id}/listeners", in: router)
        Resource().on(.delete) { request, context in try await leave(request, context) }
            .route("lives/{id}/listeners/{listener}", in: router)
        Resource().on(.post) { request, context in try await beat(request, context) }
            .route("lives/{id}/listeners/{listener}/heartbeat", in: router)
        Resource().on(.post) { request, context in try await like(request, context) }
            .route("lives/{id}/likes", in: router)
        Resource().on(.post) { request, context in try await report(request, context) }
            .route("lives/{id}/reports", in: router)
    }

    /// `POST /lives/{id}/listeners`
    private func join(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let bearer = try await bearer(of: request, context, for: .join)
        let position = try await bodies.value(of: request, limit: Self.maximumBody, as: JoinRequest.self).position
        guard let live = liveID(context) else { throw Problem.liveNotFound }
        let listener = try await desk.join(live, of: bearer.id, at: position)
        var response = Response.json(
            JoinDocument(
                listenerID: listener.description,
                playlistURL: links.mediaBase(for: request) + Live.playlistPath(of: live),
                heartbeat: configuration.heartbeat.seconds, expiry: configuration.expiry.seconds),
            status: .created)
        response.headers[.location] = "\(links.base(for: request))/lives/\(live)/listeners/\(listener)"
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// `POST /lives/{id}/listeners/{lid}/heartbeat`
    private func beat(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let bearer = try await bearer(of: request, context, for: .beat)
        try await bodies.ignore(of: request)
        let listener = try listener(context)
        guard let live = liveID(context) else { throw Problem.liveNotFound }
        switch try await desk.beat(listener, of: bearer.id, in: live) {
        case .foreign: throw foreign(bearer, .beat, live)
        case .counted: return Response(status: .noContent)
        case .gone, .over, .unknown: throw Problem.listenerNotFound
        }
    }

    /// `DELETE /lives/{id}/listeners/{lid}`. An absent listener is no error: the session is over, as requested.
    private func leave(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let bearer = try await bearer(of: request, context, for: .leave)
        try await bodies.ignore(of: request)
        let listener = try listener(context)
        guard let live = liveID(context) else { throw Problem.liveNotFound }
        let decision = try await desk.leave(listener, of: bearer.id, in: live)
        guard decision != .foreign else { throw foreign(bearer, .leave, live) }
        return Response(status: .noContent)
    }

    /// `POST /lives/{id}/likes`
    private func like(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let bearer = try await bearer(of: request, context, for: .like)
        try await bodies.ignore(of: request)
        guard let live = liveID(context) else { throw Problem.liveNotFound }
        try await desk.like(live, by: bearer.id)
        return Response(status: .noContent)
    }

    /// `POST /lives/{id}/reports`
    private func report(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let bearer = try await bearer(of: request, context, for: .report)
        let category = try await bodies.value(of: request, limit: Self.maximumBody, as: ReportRequest.self).category
        guard let live = liveID(context) else { throw Problem.liveNotFound }
        try await desk.report(live, as: category, by: bearer.id)
        return Response(status: .noContent)
    }

    private func bearer(
        of request: Request, _ context: NodeRequestContext, for action: AccessAction
    ) async throws(Problem) -> Bearer {
        try await gate.bearer(of: request, context, for: action, live: liveID(context))
    }

    /// The answer to a bearer who uses another user's session.
    private func foreign(_ bearer: Bearer, _ action: AccessAction, _ live: LiveID) -> Problem {
        _ = gate.refusal(of: bearer, for: action, live: live, .notOwner)
        return .notYourListener
    }

    private func liveID(_ context: NodeRequestContext) -> LiveID? {
        context.parameters.get("id").flatMap { LiveID($0) }
    }

    private func listener(_ context: NodeRequestContext) throws(Problem) -> ListenerID {
        guard let listener = context.parameters.get("listener").flatMap({ ListenerID($0) }) else {
            throw .listenerNotFound
        }
        return listener
    }
}
