/// All current and past lives of all nodes: the table `lives`. Its contract suite runs on every implementation.
protocol Catalogue: Sendable {
    /// Writes the current state of a live, in place of the earlier one.
    ///
    /// The write is idempotent, and a live that is over stays over: later writes from a node that was considered dead
    /// change nothing.
    func record(_ live: Live) async throws(DatabaseFailure)

    /// A live, as it was last written; without the state of its connection.
    func live(_ id: LiveID) async throws(DatabaseFailure) -> Live?

    /// The matching lives, newest first, from the beginning or after a cursor. An unreadable row is left out, and
    /// counted in the page. At most ``LiveSearch/reach`` rows are scanned: a page of a search may have few lives, or
    /// none, and still be followed by another page.
    func page(
        matching filter: LiveFilter, after cursor: LiveCursor?, limit: Int
    ) async throws(DatabaseFailure) -> LivePage
}
