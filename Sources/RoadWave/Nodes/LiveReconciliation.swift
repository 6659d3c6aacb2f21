internal import Logging

/// Misses the lives that the catalogue has running and nobody runs.
///
/// The registry forgets with Redis. Then the nodes tell it again what they run, and a node that died at the same time
/// tells nothing: only the catalogue knows its lives. One node in each lease compares the two; what no node tells of in a
/// whole lease is given to nobody in the registry, where ``LiveTakeover`` finds it as the live of any dead node.
///
/// It is of use where nodes share both: a node on its own has its journal.
/// See docs/decisions/nodes.md, « Lives that Redis lost ».
struct LiveReconciliation: Sendable {
    private let registry: any NodeRegistry
    private let catalogue: LiveCatalogue
    private let clock: NodeClock
    private let logger: Logger

    init(registry: any NodeRegistry, catalogue: LiveCatalogue, clock: NodeClock, logger: Logger) {
        self.registry = registry
        self.catalogue = catalogue
        self.clock = clock
        self.logger = logger
    }

    /// Compares once, when it is this node's turn. To be called as often as the lease is renewed.
    func advance() async {
        // Without an answer of the registry nothing is known of any node: the next turn will do.
        guard (try? await registry.beginReconciliation(now: clock.date)) == true else { return }
        let written: [Live]
        do throws(SQLError) {
            written = try await catalogue.running()
        } catch {
            logger.warning(
                "the lives that run cannot be compared with the catalogue", metadata: ["error": "\(error)"])
            return
        }
        // Those that are over, and whose nodes are gone or cannot write: the catalogue learns it from here.
        for live in (try? await registry.reconcile(written, now: clock.date)) ?? [] { catalogue.record(live) }
    }
}
