internal import Hummingbird
internal import Logging

/// The routes to read replays, for listeners and creators.
struct ReplayRoutes<Context: RemoteAddressRequestContext>: Sendable {
    let replays: any ReplayJobs
    let links: PublicLinks
    let gate: Gate

    func add(to router: Router<Context>) {
        Resource<Context>().get { request, context in
            let (filter, cursor) = try LiveFilter.place(in: request)
            if filter.isSearch { try gate.limit(.search, nil, request, context) }
            let page = try await read(context) { () throws(DatabaseFailure) in
                try await replays.page(matching: filter, after: cursor)
            }
            let base = links.mediaBase(for: request)
            return Self.response(
                ReplayListDocument(
                    replays: page.replays.map { ReplayDocument($0, mediaBase: base) }, next: page.next?.description))
        }.route("replays", in: router)
        Resource<Context>().get { request, context in
            guard let live = context.parameters.get("id").flatMap({ LiveID($0) }) else { throw Problem.replayNotFound }
            let replay = try await read(context) { () throws(DatabaseFailure) in try await replays.replay(of: live) }
            if let replay {
                return Self.response(ReplayDocument(replay, mediaBase: links.mediaBase(for: request)))
            }
            let job = try await read(context) { () throws(DatabaseFailure) in try await replays.job(of: live) }
            guard let job else { throw Problem.replayNotFound }
            return Self.response(ReplayDocument(job))
        }.route("replays/{id}", in: router)
    }

    private func read<Value>(
        _ context: Context, _ body: () async throws(DatabaseFailure) -> Value
    ) async throws(Problem) -> Value {
        do throws(DatabaseFailure) {
            return try await body()
        } catch {
            context.logger.warning("the replays cannot be read", metadata: ["error": "\(error)"])
            throw Problem.catalogueUnavailable
        }
    }

    private static func response(_ document: some Encodable) -> Response {
        var response = Response.json(document)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
