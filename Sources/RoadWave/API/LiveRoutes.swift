internal import Hummingbird
internal import Logging

/// The routes to read lives, for listeners and creators.
struct LiveRoutes<Context: RemoteAddressRequestContext>: Sendable {
    let list: LiveList
    let lives: LiveLookup
    let audience: AudienceKeeper
    let links: PublicLinks
    let gate: Gate

    func add(to router: Router<Context>) {
        Resource<Context>().get { request, context in
            let (filter, cursor) = try LiveFilter.place(in: request)
            if filter.isSearch { try gate.limit(.search, nil, request, context) }
            let page: LivePage
            do throws(DatabaseFailure) {
                page = try await list.page(matching: filter, after: cursor)
            } catch {
                context.logger.warning("the list of lives cannot be read", metadata: ["error": "\(error)"])
                throw Problem.catalogueUnavailable
            }
            let counts = await audience.counts(of: page.lives.map(\.id))
            let reader = await gate.bearer(ifAny: request)
            var response = Response.json(
                LiveListDocument(page, mediaBase: links.mediaBase(for: request), audiences: counts) { live in
                    gate.showsReports(of: live, to: reader)
                })
            response.headers[.cacheControl] = "no-store"
            return response
        }.route("lives", in: router)
        Resource<Context>().get { request, context in
            guard let id = context.parameters.get("id").flatMap({ LiveID($0) }),
                let live = try await lives.requested(id)
            else { throw Problem.liveNotFound }
            let counts = await audience.counts(of: live.id)
            let reader = await gate.bearer(ifAny: request)
            var response = Response.json(
                LiveDocument(
                    live, mediaBase: links.mediaBase(for: request), audience: counts,
                    showsReports: gate.showsReports(of: live, to: reader)))
            response.headers[.cacheControl] = "no-store"
            return response
        }.route("lives/{id}", in: router)
    }
}
