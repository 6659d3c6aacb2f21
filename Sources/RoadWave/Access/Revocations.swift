internal import Logging
internal import Synchronization

/// What is revoked, in the memory of a node and in the database of all of them.
///
/// The gate asks the memory. An operator's word is written before it is answered, and takes effect here at once; the other
/// nodes read it within ``GateUpkeep/period``. While the database does not answer, what was read last stays.
/// See docs/decisions/api.md, « Revoked access ».
final class Revocations: Sendable {
    /// Read at most, the latest: some 20 MB. Operators make them, so that only a mistake makes more.
    static let limit = 100_000

    private let store: any RevocationStore
    private let logger: Logger
    private let state = Mutex((list: RevocationList(), changes: 0, isFailing: false))

    init(store: any RevocationStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// What is revoked.
    var list: RevocationList { state.withLock { $0.list } }

    /// Takes access away.
    func revoke(_ revocation: Revocation) async throws(SQLError) {
        try await store.put(revocation)
        state.withLock { state in
            state.list = state.list.adding(revocation)
            state.changes += 1
        }
    }

    /// Gives access back.
    func restore(_ target: Revocation.Target) async throws(SQLError) {
        try await store.remove(target)
        state.withLock { state in
            state.list = state.list.removing(target)
            state.changes += 1
        }
    }

    /// Reads what other nodes were told.
    func refresh() async {
        let before = state.withLock { $0.changes }
        do throws(SQLError) {
            let found = RevocationList(try await store.revocations(limit: Self.limit))
            state.withLock { state in
                // What was changed here meanwhile may not be in what was read.
                if state.changes == before { state.list = found }
                state.isFailing = false
            }
        } catch {
            let isNew = state.withLock { state in
                defer { state.isFailing = true }
                return !state.isFailing
            }
            guard isNew else { return }
            logger.error("revoked access cannot be read: what was known stays", metadata: ["error": "\(error)"])
        }
    }
}
