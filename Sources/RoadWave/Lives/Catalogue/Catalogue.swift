/// Every live that there is and was, on whichever node: the table `lives`. Its contract suite runs on every
/// implementation.
protocol Catalogue: Sendable {
    /// Writes what a live is at present, in place of what was written of it.
    ///
    /// To write the same twice is to write it once, and a live that is over stays so: of a node that was taken for dead,
    /// what it says later changes nothing.
    func record(_ live: Live) async throws(SQLError)

    /// A live, as it was last written: nothing is known of its connection.
    func live(_ id: LiveID) async throws(SQLError) -> Live?

    /// The lives that match, the newest first, behind a cursor or from the first. A row that nobody can read is left out,
    /// and counted in the page. No more than ``LiveSearch/reach`` rows are looked through: a page of a search may have few
    /// lives, or none, and yet another one after it.
    func page(
        matching filter: LiveFilter, after cursor: LiveCursor?, limit: Int
    ) async throws(SQLError) -> LivePage
}
