/// The list of lives as a node gives it: what the catalogue found, with what only the node that runs a live knows of it.
struct LiveList: Sendable {
    let catalogue: LiveCatalogue
    let registry: LiveRegistry

    /// The lives of all nodes that match, the newest first.
    func page(matching filter: LiveFilter, after cursor: LiveCursor?) async throws(SQLError) -> LivePage {
        var page = try await catalogue.page(matching: filter, after: cursor)
        for index in page.lives.indices {
            // One that has changed since stays as it was found: it might not be asked for any more.
            guard let live = await registry.live(page.lives[index].id), live.state == page.lives[index].state else {
                continue
            }
            page.lives[index] = live
        }
        return page
    }
}
