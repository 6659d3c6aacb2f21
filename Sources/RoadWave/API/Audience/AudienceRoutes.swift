internal import HTTPTypes
internal import Hummingbird

/// The routes for listeners: join a live, send heartbeats, leave, like, and report.
///
/// None of them is needed to hear a live: players get the media from elsewhere.
/// See docs/decisions/audience.md, « Audience without Redis ».
struct AudienceRoutes: Sendable {
    /// A position takes 60 bytes, a category 30: the rest is room for other members that an application sends.
    static let maximumBody = 4 * 1_024

    let lives: LiveLookup
    let gate: Gate
    let audience: AudienceKeeper
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
        let live = try await live(context)
        var listener = ListenerID()
        let decision = try await counting { () throws(AudienceError) in
            try await audience.join(listener, of: bearer.id, to: live.id, at: position)
        }
        switch decision {
        case .joined: break
        // A second device of the user, or a repeated join after a lost answer: the same listener.
        case .present(let present): listener = present
        case .full: throw Problem.audienceFull
        case .over: throw Problem.notListenable(live)
        }
        var response = Response.json(
            JoinDocument(
                listenerID: listener.description, playlistURL: links.mediaBase(for: request) + live.playlistPath,
                heartbeat: configuration.heartbeat.seconds, expiry: configuration.expiry.seconds),
            status: .created)
        response.headers[.location] = "\(links.base(for: request))/lives/\(live.id)/listeners/\(listener)"
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// `POST /lives/{id}/listeners/{lid}/heartbeat`
    private func beat(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let bearer = try await bearer(of: request, context, for: .beat)
        try await bodies.ignore(of: request)
        let listener = try listener(context)
        let live = try await live(context)
        let decision = try await counting { () throws(AudienceError) in
            try await audience.beat(listener, of: bearer.id, in: live.id)
        }
        switch decision {
        case .counted: return Response(status: .noContent)
        case .gone: throw Problem.listenerNotFound
        case .foreign: throw foreign(bearer, .beat, live.id)
        case .over: throw Problem.notListenable(live)
        }
    }

    /// `DELETE /lives/{id}/listeners/{lid}`. An absent listener is no error: the session is over, as requested.
    private func leave(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let bearer = try await bearer(of: request, context, for: .leave)
        try await bodies.ignore(of: request)
        let listener = try listener(context)
        guard let live = liveID(context) else { throw Problem.liveNotFound }
        let decision = try await counting { () throws(AudienceError) in
            try await audience.leave(listener, of: bearer.id, in: live)
        }
        guard decision != .foreign else { throw foreign(bearer, .leave, live) }
        return Response(status: .noContent)
    }

    /// `POST /lives/{id}/likes`
    private func like(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let bearer = try await bearer(of: request, context, for: .like)
        try await bodies.ignore(of: request)
        let live = try await live(context)
        return try answer(
            to: try await counting { () throws(AudienceError) in try await audience.like(live.id, by: bearer.id) },
            live)
    }

    /// `POST /lives/{id}/reports`
    private func report(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let bearer = try await bearer(of: request, context, for: .report)
        let category = try await bodies.value(of: request, limit: Self.maximumBody, as: ReportRequest.self).category
        let live = try await live(context)
        return try answer(
            to: try await counting { () throws(AudienceError) in
                try await audience.report(live.id, as: category, by: bearer.id)
            }, live)
    }

    /// A repeated reaction of a user is not counted, and is no error: the first answer may have been lost.
    private func answer(to decision: ReactionDecision, _ live: Live) throws(Problem) -> Response {
        switch decision {
        case .counted, .repeated: return Response(status: .noContent)
        case .full: throw .audienceFull
        case .over: throw .notListenable(live)
        }
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

    /// The live that a request is about, which is not over.
    private func live(_ context: NodeRequestContext) async throws(Problem) -> Live {
        guard let id = liveID(context), let live = try await lives.requested(id) else { throw .liveNotFound }
        guard !live.isOver else { throw .notListenable(live) }
        return live
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

    private func counting<Decision>(
        _ body: () async throws(AudienceError) -> Decision
    ) async throws(Problem) -> Decision {
        do throws(AudienceError) {
            return try await body()
        } catch {
            throw .audienceUnavailable
        }
    }
}
