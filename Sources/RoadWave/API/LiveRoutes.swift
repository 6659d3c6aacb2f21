internal import Hummingbird

/// What listeners and creators read of a live.
struct LiveRoutes<Context: RequestContext>: Sendable {
    let registry: LiveRegistry
    let audience: AudienceKeeper
    let links: PublicLinks

    func add(to router: Router<Context>) {
        Resource<Context>().get { request, _ in
            let query = try RequestQuery(request.uri.query)
            let filter = try LiveFilter(query)
            let cursor = try LiveCursor.of(query)
            let page = LivePage(of: await registry.lives, matching: filter, after: cursor)
            let counts = await audience.counts(of: page.lives.map(\.id))
            var response = Response.json(
                LiveListDocument(page, mediaBase: links.mediaBase(for: request), audiences: counts))
            response.headers[.cacheControl] = "no-store"
            return response
        }.route("lives", in: router)
        Resource<Context>().get { request, context in
            guard let id = context.parameters.get("id").flatMap({ LiveID($0) }),
                let live = await registry.live(id)
            else { throw Problem.liveNotFound }
            let counts = await audience.counts(of: live.id)
            var response = Response.json(
                LiveDocument(live, mediaBase: links.mediaBase(for: request), audience: counts))
            response.headers[.cacheControl] = "no-store"
            return response
        }.route("lives/{id}", in: router)
    }
}
