/// The list of lives as a node returns it. It combines the catalogue with details that only the node of a live knows,
/// such as the state of its creator's connection.
struct LiveList: Sendable {
    let catalogue: LiveCatalogue
    let registry: LiveRegistry
    /// Gives the lives as other nodes reported them.
    let keeper: NodeKeeper?

    /// The matching lives of all nodes, newest first.
    func page(matching filter: LiveFilter, after cursor: LiveCursor?) async throws(DatabaseFailure) -> LivePage {
        var page = try await catalogue.page(matching: filter, after: cursor)
        var foreign: [LiveID] = []
        // A live that is over has no connection, and its creator may have been erased: its row counts.
        for (index, found) in page.lives.enumerated() where !found.isOver {
            if let live = await registry.live(found.id) {
                page.update(index, to: live)
            } else {
                foreign.append(found.id)
            }
        }
        guard !foreign.isEmpty, let reported = await keeper?.reported(foreign) else { return page }
        for (index, found) in page.lives.enumerated() {
            if let live = reported[found.id] { page.update(index, to: live) }
        }
        return page
    }
}

extension LivePage {
    /// Replaces a found live with its reported version. A live whose state has changed since stays as found: it might
    /// no longer match the filter.
    fileprivate mutating func update(_ index: Int, to live: Live) {
        if lives[index].state == live.state { lives[index] = live }
    }
}
