internal import HTTPTypes
internal import Hummingbird
internal import RoadWaveRTC

/// The routes for operators: nodes, resources, alerts, lives, and the jobs of replays. `/exploitation` uses them.
/// See docs/decisions/operations.md, « Each node speaks for itself ».
struct OperatorRoutes: Sendable {
    let desk: OperatorDesk
    let overview: OperatorOverview
    let lives: LiveLookup
    let registry: LiveRegistry
    let gate: Gate
    let links: PublicLinks
    let bodies: BoundedBody
    let places: EventStreamPlaces

    func add(to router: Router<NodeRequestContext>) {
        resource { _ in .json(try await desk.nodes()) }.route("operations/nodes", in: router)
        resource { _ in .json(await overview.resources(withHour: true)) }.route("operations/resources", in: router)
        resource { _ in .json(await overview.alerts()) }.route("operations/alerts", in: router)
        resource { request in
            let (filter, cursor) = try LiveFilter.place(in: request)
            return .json(try await desk.lives(matching: filter, after: cursor))
        }.route("operations/lives", in: router)
        Resource().get { request, context in
            _ = try await gate.bearer(of: request, context, for: .oversee)
            guard let id = context.parameters.get("id").flatMap({ LiveID($0) }),
                try await lives.requested(id) != nil
            else { throw Problem.liveNotFound }
            var response = Response.json(try await desk.usage(of: id))
            response.headers[.cacheControl] = "no-store"
            return response
        }.route("operations/lives/{id}/usage", in: router)
        resource { request in
            let wanted = try Self.jobs(request)
            return .json(try await desk.jobs(in: wanted.states, limit: wanted.limit))
        }.route("operations/jobs", in: router)
        Resource()
            .on(.post) { request, context in try await change(request, context) { try await desk.retry($0, by: $1) } }
            .route("operations/jobs/{id}/retry", in: router)
        Resource()
            .on(.delete) { request, context in try await change(request, context) { try await desk.drop($0, by: $1) } }
            .route("operations/jobs/{id}", in: router)
        Resource().on(.post) { request, context in try await end(request, context) }
            .route("operations/lives/{id}/end", in: router)
        Resource()
            .on(.get) { request, context in try await follow(request, context) }
            .on(.head) { request, context in
                _ = try await gate.bearer(of: request, context, for: .oversee)
                return Response(status: .ok, headers: ServerSentEvent.headers)
            }
            .route("operations/events", in: router)
    }

    /// A resource that operators may read.
    private func resource(
        _ read: @escaping @Sendable (Request) async throws -> Response
    ) -> Resource<NodeRequestContext> {
        Resource().get { request, context in
            _ = try await gate.bearer(of: request, context, for: .oversee)
            var response = try await read(request)
            response.headers[.cacheControl] = "no-store"
            return response
        }
    }

    /// `POST /operations/jobs/{id}/retry` and `DELETE /operations/jobs/{id}`
    private func change(
        _ request: Request, _ context: NodeRequestContext,
        _ body: (LiveID, UserID) async throws -> Void
    ) async throws -> Response {
        let id = context.parameters.get("id").flatMap { LiveID($0) }
        let bearer = try await gate.bearer(of: request, context, for: .manageJobs, live: id)
        try await bodies.ignore(of: request)
        guard let id else { throw Problem.jobNotFound }
        try await body(id, bearer.id)
        await overview.forget()
        return Response(status: .noContent)
    }

    /// `POST /operations/lives/{id}/end`: the creator and the listeners read the reason, in French; the note is for the
    /// audit trail alone.
    private func end(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let id = context.parameters.get("id").flatMap { LiveID($0) }
        let bearer = try await gate.bearer(of: request, context, for: .stop, live: id)
        let order = try await bodies.value(of: request, limit: AudienceRoutes.maximumBody, as: EndRequest.self)
        guard let id else { throw Problem.liveNotFound }
        let place = try await lives.requestedPlace(of: id)
        if let problem = place.problem(for: request) { throw problem }
        guard case .here(let session) = place else { throw Problem.liveNotFound }
        var details: [String: AuditValue] = [
            "target_user": .string(session.creator.description), "reason": .string(order.reason.rawValue),
        ]
        details["note"] = order.note.map { .string($0) }
        desk.audit.record(
            AuditEvent(at: desk.clock.date, kind: .liveStopped, live: id, user: bearer.id, details: details))
        guard let live = await registry.end(session, order.reason) else { throw Problem.nodeSilent }
        await overview.forget()
        var response = Response.json(
            LiveDocument(
                live, mediaBase: links.mediaBase(for: request), audience: await desk.audience.counts(of: live.id),
                showsReports: true))
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// `GET /operations/events`: with `scope=node`, only the events about this node.
    private func follow(_ request: Request, _ context: NodeRequestContext) async throws -> Response {
        let bearer = try await gate.bearer(of: request, context, for: .oversee)
        try gate.limit(.events, bearer, request, context)
        let scope = try Self.scope(request)
        let place: EventStreamPlaces.Place
        do throws(EventStreamRefusal) {
            place = try places.takeForOperator()
        } catch {
            throw Problem.tooManyStreams
        }
        let stream = OperatorEventStream(
            overview: overview, scope: scope, clock: desk.clock, place: place, expiry: bearer.expiry)
        return Response(
            status: .ok, headers: ServerSentEvent.headers, body: stream.body(for: request))
    }

    // MARK: Parameters

    private static func scope(_ request: Request) throws(Problem) -> OperatorOverview.Scope {
        do throws(RequestQueryError) {
            guard let text = try RequestQuery(request.uri.query).value("scope"), !text.isEmpty else { return .all }
            guard let scope = OperatorOverview.Scope(rawValue: text) else {
                throw .invalid("scope", accepted: "valeurs possibles\u{a0}: all, node")
            }
            return scope
        } catch {
            throw Problem(error)
        }
    }

    private static func jobs(_ request: Request) throws(Problem) -> (states: [ReplayJob.State], limit: Int) {
        do throws(RequestQueryError) {
            let query = try RequestQuery(request.uri.query)
            let states = try query.all("state").filter { !$0.isEmpty }.map { text throws(RequestQueryError) in
                guard let state = ReplayJob.State(rawValue: text) else {
                    let known = ReplayJob.State.allCases.map(\.rawValue).joined(separator: ", ")
                    throw .invalid("state", accepted: "valeurs possibles\u{a0}: \(known)")
                }
                return state
            }
            var limit = 100
            if let text = try query.value("limit") {
                guard let number = Int(digits: text), (1...OperatorDesk.mostJobs).contains(number) else {
                    throw .invalid("limit", accepted: "un nombre de 1 à \(OperatorDesk.mostJobs)")
                }
                limit = number
            }
            return (states.isEmpty ? ReplayJob.State.allCases : states, limit)
        } catch {
            throw Problem(error)
        }
    }
}

/// The JSON of `POST /operations/lives/{id}/end`. See docs/decisions/operations.md, « Reasons to end a live ».
struct EndRequest: Decodable, Equatable {
    /// The longest note, in characters.
    static let maximumNote = 500

    /// The reason that the creator and the listeners read.
    let reason: EndReason
    /// The operator's note for the audit trail; nil for none.
    let note: String?

    private enum CodingKeys: String, CodingKey {
        case reason
        case note
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .reason)
        guard let reason = EndReason.ofOperators.first(where: { $0.rawValue == name }) else {
            let known = EndReason.ofOperators.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                forKey: .reason, in: container, debugDescription: "expected one of \(known)")
        }
        let note = try container.decodeIfPresent(String.self, forKey: .note) ?? ""
        guard note.count <= Self.maximumNote, !note.unicodeScalars.contains(where: \.isForbiddenInText) else {
            throw DecodingError.dataCorruptedError(
                forKey: .note, in: container,
                debugDescription: "expected at most \(Self.maximumNote) characters, in one line")
        }
        self.reason = reason
        self.note = note.isEmpty ? nil : note
    }
}
