/// The store of revocations: the table `revocations`, for all the nodes that share a database. Every implementation
/// passes its contract suite.
protocol RevocationStore: Sendable {
    /// The latest revocations, at most this many.
    func revocations(limit: Int) async throws(SQLError) -> [Revocation]

    /// Stores a revocation, which replaces one of the same target.
    func put(_ revocation: Revocation) async throws(SQLError)

    /// Removes the revocation of a target, if there is one.
    func remove(_ target: Revocation.Target) async throws(SQLError)
}
