internal import Logging

/// Finds the lives that the catalogue lists as running but no node runs.
///
/// When Redis loses its data, the registry is empty. The nodes then report their lives again, but a node that died at
/// the same time does not: only the catalogue has its lives. Once in each lease, one node compares the two. A live that
/// no node reports for a whole lease is registered without an owner, where ``LiveTakeover`` finds it like the live of
/// any dead node.
///
/// It is used when nodes share both registry and catalogue. A node on its own uses its journal instead. See
/// docs/decisions/nodes.md, « Lives that Redis lost ».
struct LiveReconciliation: Sendable {
    private let registry: any NodeRegistry
    private let catalogue: LiveCatalogue
    private let clock: NodeClock
    private let logger: Logger
    private let ended: @Sendable (Live) async -> Void

    /// - Parameter ended: called with each live that is over according to the registry and running according to the
    ///   catalogue.
    init(
        registry: any NodeRegistry, catalogue: LiveCatalogue, clock: NodeClock, logger: Logger,
        ended: @escaping @Sendable (Live) async -> Void
    ) {
        self.registry = registry
        self.catalogue = catalogue
        self.clock = clock
        self.logger = logger
        self.ended = ended
    }

    /// Compares once, if it is this node's turn. To be called as often as the lease is renewed.
    func advance() async {
        // Without an answer from the registry nothing is known of any node: the next call tries again.
        guard (try? await registry.beginReconciliation(now: clock.date)) == true else { return }
        let written: [Live]
        do throws(DatabaseFailure) {
            written = try await catalogue.running()
        } catch {
            logger.warning(
                "the lives that run cannot be compared with the catalogue", metadata: ["error": "\(error)"])
            return
        }
        // Lives that are over, but whose nodes are gone or cannot write.
        for live in (try? await registry.reconcile(written, now: clock.date)) ?? [] { await ended(live) }
    }
}
