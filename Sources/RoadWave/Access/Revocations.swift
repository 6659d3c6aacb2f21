internal import Logging
internal import Synchronization

/// The revocations, in the memory of a node and in the database of all nodes.
///
/// The gate searches the memory. A revocation is written to the database before the operator gets the answer, and takes
/// effect here at once; the other nodes read it within ``GateUpkeep/period``. While the database does not answer, the
/// last list that was read stays in use.
/// See docs/decisions/api.md, « Revoked access ».
final class Revocations: Sendable {
    /// The most revocations that are read, the latest first: some 20 MB. Operators make them by hand, so only a mistake
    /// makes more.
    static let limit = 100_000

    private let store: any RevocationStore
    private let logger: Logger
    private let state = Mutex((list: RevocationList(), changes: 0, isFailing: false))

    init(store: any RevocationStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// The revocations that this node knows.
    var list: RevocationList { state.withLock { $0.list } }

    /// Revokes access.
    func revoke(_ revocation: Revocation) async throws(DatabaseFailure) {
        try await store.put(revocation)
        state.withLock { state in
            state.list = state.list.adding(revocation)
            state.changes += 1
        }
    }

    /// Restores access.
    func restore(_ target: Revocation.Target) async throws(DatabaseFailure) {
        try await store.remove(target)
        state.withLock { state in
            state.list = state.list.removing(target)
            state.changes += 1
        }
    }

    /// Reads the changes made by other nodes.
    func refresh() async {
        let before = state.withLock { $0.changes }
        do throws(DatabaseFailure) {
            let found = RevocationList(try await store.revocations(limit: Self.limit))
            state.withLock { state in
                // The list was read before this node's own change, so it may lack it.
                if state.changes == before { state.list = found }
                state.isFailing = false
            }
        } catch {
            let isNew = state.withLock { state in
                defer { state.isFailing = true }
                return !state.isFailing
            }
            guard isNew else { return }
            logger.error("revocations cannot be read: the last list stays in use", metadata: ["error": "\(error)"])
        }
    }
}

/// The store of revocations: the table `revocations`, for all the nodes that share a database. Every implementation
/// passes its contract suite.
protocol RevocationStore: Sendable {
    /// The latest revocations, at most this many.
    func revocations(limit: Int) async throws(DatabaseFailure) -> [Revocation]

    /// Stores a revocation, which replaces one of the same target.
    func put(_ revocation: Revocation) async throws(DatabaseFailure)

    /// Removes the revocation of a target, if there is one.
    func remove(_ target: Revocation.Target) async throws(DatabaseFailure)
}
