/// Sees when playlists list new segments, beside the node and without asking it.
protocol ListingWatch: Sendable {
    /// Waits until every playlist is closed, for a bounded time.
    /// - Returns: all that was listed.
    func finish() async throws -> [Listing]
}
