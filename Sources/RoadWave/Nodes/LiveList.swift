/// The list of lives as a node gives it: what the catalogue found, with what only the node that runs a live knows of it,
/// such as how its creator's connection is.
struct LiveList: Sendable {
    let catalogue: LiveCatalogue
    let registry: LiveRegistry
    /// Who knows what other nodes tell of their lives.
    let keeper: NodeKeeper?

    /// The lives of all nodes that match, the newest first.
    func page(matching filter: LiveFilter, after cursor: LiveCursor?) async throws(SQLError) -> LivePage {
        var page = try await catalogue.page(matching: filter, after: cursor)
        var foreign: [LiveID] = []
        for (index, found) in page.lives.enumerated() {
            if let live = await registry.live(found.id) {
                page.update(index, to: live)
            } else if !found.isOver {
                foreign.append(found.id)
            }
        }
        guard !foreign.isEmpty, let told = await keeper?.told(foreign) else { return page }
        for (index, found) in page.lives.enumerated() {
            if let live = told[found.id] { page.update(index, to: live) }
        }
        return page
    }
}

extension LivePage {
    /// Puts what is known of a live in the place of what was found. One that has changed since stays as it was found: it
    /// might not be asked for any more.
    fileprivate mutating func update(_ index: Int, to live: Live) {
        if lives[index].state == live.state { lives[index] = live }
    }
}
