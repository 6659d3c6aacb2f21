/// Where revocations are kept: the table `revocations`, for all the nodes that share a database. Its contract suite runs on
/// every implementation.
protocol RevocationStore: Sendable {
    /// The latest ones, so many at most.
    func revocations(limit: Int) async throws(SQLError) -> [Revocation]

    /// Keeps a revocation, in place of what was kept of its target.
    func put(_ revocation: Revocation) async throws(SQLError)

    /// Forgets what was kept of a target, if anything.
    func remove(_ target: Revocation.Target) async throws(SQLError)
}
