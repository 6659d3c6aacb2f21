internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import RoadWaveRTC
internal import Tracing

/// The WHIP endpoint (RFC 9725), where creators start, change and end their lives.
struct WHIPEndpoint<Context: RemoteAddressRequestContext>: Sendable {
    /// The offer of a browser has about 6 KiB, and 20 KiB with every codec and candidate. The limit is far above that,
    /// and bounds the memory that a stranger can use.
    static var maximumBody: Int { BoundedBody.maximumLength }
    static var offerType: String { "application/sdp" }
    static var fragmentType: String { "application/trickle-ice-sdpfrag" }

    let registry: LiveRegistry
    let lives: LiveLookup
    let audience: AudienceKeeper
    let gate: Gate
    let links: PublicLinks
    let bodies: BoundedBody

    func add(to router: Router<Context>) {
        Resource<Context>(optionHeaders: [.acceptPost: Self.offerType])
            .get { _, _ in Self.presence([.acceptPost: Self.offerType]) }
            .on(.post) { request, context in try await open(request, context) }
            .route("whip", in: router)
        Resource<Context>(optionHeaders: [.acceptPatch: Self.fragmentType])
            .get { request, context in try await find(request, context) }
            .on(.patch) { request, context in try await change(request, context) }
            .on(.delete) { request, context in try await end(request, context) }
            .route("whip/{id}", in: router)
    }

    /// `GET /whip` and `GET /whip/{live_id}` show only that the resource exists (RFC 9725 §4.1).
    private static func presence(_ headers: HTTPFields) -> Response {
        var headers = headers
        headers[.cacheControl] = "no-store"
        return Response(status: .noContent, headers: headers)
    }

    /// `GET /whip/{live_id}`: whether the session exists. The list of lives shows this to anyone, so no token is
    /// required.
    private func find(_ request: Request, _ context: Context) async throws -> Response {
        guard let id = context.parameters.get("id").flatMap({ LiveID($0) }) else { throw Problem.liveNotFound }
        let place = try await lives.place(of: id)
        switch place {
        case .here: return Self.presence([.acceptPatch: Self.fragmentType])
        case .elsewhere, .silent: throw place.problem(for: request) ?? Problem.liveNotFound
        case .over, .unknown: throw Problem.liveNotFound
        }
    }

    /// `POST /whip`: takes an offer, returns a live and its answer (RFC 9725 §4.2). With `live_id`, the creator
    /// continues that live, and its texts stay unchanged.
    private func open(_ request: Request, _ context: Context) async throws -> Response {
        let parameters = try parameters(of: request)
        let bearer = try await gate.bearer(
            of: request, context, for: .publish, live: parameters.live.flatMap { LiveID($0) })
        try require(Self.offerType, of: request, header: .acceptPost)
        let metadata = try metadata(parameters)
        let text = try await text(of: request, invalid: Problem.invalidOffer)
        let offer: WHIPOffer
        do throws(SDPError) {
            offer = try WHIPOffer(parsing: text)
        } catch {
            throw error.code == .noOpus ? Problem.opusMissing : Problem.invalidOffer(error.description)
        }
        let (session, answer) =
            if let live = parameters.live {
                try await resume(live, bearer, offer, request)
            } else {
                try await admit(bearer.creator, metadata, offer)
            }
        return Response(
            status: .created,
            headers: [
                .contentType: Self.offerType,
                .location: "\(links.base(for: request))/whip/\(session.id)",
                .eTag: answer.credentials.entityTag,
                .acceptPatch: Self.fragmentType,
                .cacheControl: "no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.serialized())))
    }

    /// See docs/decisions/monitoring.md, « Spans where a program waits ».
    private func admit(
        _ creator: Creator, _ metadata: LiveMetadata, _ offer: WHIPOffer
    ) async throws(Problem) -> (LiveSession, WHIPAnswer) {
        let span = startSpan("roadwave.admission", ofKind: .server)
        defer { span.end() }
        do throws(AdmissionError) {
            let session = try await registry.admit(creator: creator, metadata: metadata, offer: offer)
            span.attributes["roadwave.live_id"] = "\(session.id)"
            return (session, await session.answer)
        } catch {
            span.recordError(error)
            throw Problem(error)
        }
    }

    private func resume(
        _ live: String, _ bearer: Bearer, _ offer: WHIPOffer, _ request: Request
    ) async throws(Problem) -> (LiveSession, WHIPAnswer) {
        guard let id = LiveID(live) else { throw Problem.liveNotFound }
        try await redirect(request, about: id, bearer, for: .publish)
        do throws(ResumptionError) {
            return try await registry.resume(id, creator: bearer.creator, offer: offer)
        } catch .notOwner {
            throw gate.refusal(of: bearer, for: .publish, live: id, .notOwner)
        } catch {
            throw Problem(error)
        }
    }

    /// `PATCH /whip/{live_id}`: candidates, or an ICE restart (RFC 9725 §4.3).
    private func change(_ request: Request, _ context: Context) async throws -> Response {
        let (session, _) = try await session(request, context, for: .change)
        try require(Self.fragmentType, of: request, header: .acceptPatch)
        guard let condition = request.headers[.ifMatch] else { throw Problem.preconditionRequired }
        let text = try await text(of: request, invalid: Problem.invalidFragment)
        let tags = EntityTags(condition)
        let fragment: TrickleFragment
        do throws(SDPError) {
            fragment = try TrickleFragment(parsing: text)
        } catch {
            throw Problem.invalidFragment(error.description)
        }
        switch await session.apply(fragment, matches: { tags.containsStrongly($0) }) {
        case .accepted:
            // The ICE session is unchanged, so there is no new entity tag (RFC 9725 §4.3.2).
            return Response(status: .noContent)
        case .restarted(let answer, let tag):
            return Response(
                status: .ok, headers: [.contentType: Self.fragmentType, .eTag: tag, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: answer.serialized())))
        case .changedMeanwhile:
            throw Problem.preconditionFailed
        case .over:
            throw Problem.liveOver
        }
    }

    /// `DELETE /whip/{live_id}`: the creator or an operator ends the live. Its last segments are stored meanwhile.
    ///
    /// RFC 9725 §4.2 requires 200 and leaves the body open; here it is the final state of the live. (FFmpeg's muxer
    /// logs an error for every response: it reads the status line as the size of a chunk.)
    private func end(_ request: Request, _ context: Context) async throws -> Response {
        let (session, bearer) = try await session(request, context, for: .end)
        try await bodies.ignore(of: request)
        let reason: EndReason = bearer.id == session.creator ? .creator : .operator
        guard let live = await registry.end(session, reason) else { throw Problem.nodeSilent }
        let counts = await audience.counts(of: live.id)
        var response = Response.json(
            LiveDocument(live, mediaBase: links.mediaBase(for: request), audience: counts, showsReports: true))
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// The running live of a request, and the sender: its creator, or someone with the same right.
    private func session(
        _ request: Request, _ context: Context, for action: AccessAction
    ) async throws(Problem) -> (LiveSession, Bearer) {
        let id = context.parameters.get("id").flatMap { LiveID($0) }
        let bearer = try await gate.bearer(of: request, context, for: action, live: id)
        guard let id else { throw Problem.liveNotFound }
        try await redirect(request, about: id, bearer, for: action)
        guard let session = await registry.session(id) else { throw Problem.liveNotFound }
        guard bearer.mayRule(over: session.creator) else {
            throw gate.refusal(of: bearer, for: action, live: id, .notOwner)
        }
        return (session, bearer)
    }

    /// Redirects a request about a live on another node, or returns why there is no such live.
    private func redirect(
        _ request: Request, about id: LiveID, _ bearer: Bearer, for action: AccessAction
    ) async throws(Problem) {
        let place = try await lives.requestedPlace(of: id)
        // A live that is over cannot be continued, and the response says so. Other requests about it get 404.
        if case .over = place, action != .publish { return }
        guard let live = place.foreign else { return }
        guard bearer.mayRule(over: live.creator) else {
            throw gate.refusal(of: bearer, for: action, live: id, .notOwner)
        }
        if let problem = place.problem(for: request) { throw problem }
    }

    private func require(_ type: String, of request: Request, header: HTTPField.Name) throws(Problem) {
        let given = request.headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard given == type else { throw Problem.unsupportedMediaType(accepted: type, header: header) }
    }

    private func text(of request: Request, invalid: (String) -> Problem) async throws -> String {
        let body = try await bodies.bytes(of: request, limit: Self.maximumBody)
        guard let text = String(validating: body.readableBytesView, as: UTF8.self) else {
            throw invalid("the body is not UTF-8")
        }
        return text
    }

    private func parameters(of request: Request) throws(Problem) -> WHIPParameters {
        do throws(RequestQueryError) {
            return try WHIPParameters(request.uri.query)
        } catch {
            throw Problem(error)
        }
    }

    private func metadata(_ parameters: WHIPParameters) throws(Problem) -> LiveMetadata {
        do throws(LiveMetadataError) {
            return try parameters.metadata()
        } catch {
            throw Problem(error)
        }
    }
}
