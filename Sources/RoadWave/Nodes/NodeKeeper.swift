internal import CoreMetrics
internal import Logging
internal import Synchronization

/// The lease of this node, and what it tells the registry of its lives.
///
/// A registry that does not answer is no reason to stop: what could not be told is told by the next renewal.
actor NodeKeeper {
    /// Ends that could not be told yet: a day of a full node with lives of two hours. Beyond, the oldest are left to the
    /// catalogue.
    private static let unsaidLimit = 1_200

    nonisolated let id = NodeID()
    /// Where the nodes may be.
    nonisolated let nodeURLs: NodeURLList
    private let registry: any NodeRegistry
    private let policy: LeasePolicy
    private let clock: NodeClock
    let metrics: NodesMetrics
    private let logger: Logger
    private nonisolated let lease: Mutex<NodeLease>
    private var url = ""
    private var epoch = 0
    /// Ends that the registry does not know yet, the oldest first.
    private var unsaid: [Live] = []
    /// Why the last renewal failed; nil when it did not.
    private var failure: NodeRegistryError?

    init(
        registry: any NodeRegistry, policy: LeasePolicy, nodeURLs: NodeURLList = NodeURLList(), clock: NodeClock,
        metrics: NodesMetrics, logger: Logger
    ) {
        self.nodeURLs = nodeURLs
        self.registry = registry
        self.policy = policy
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
        lease = Mutex(NodeLease(policy: policy))
    }

    /// What is asked before each playlist.
    nonisolated var fence: WriteFence {
        WriteFence { [self] in lease.withLock { $0.heldEpoch(at: clock.now) } }
    }

    /// Says where the node is reached.
    func set(url: String) { self.url = url }

    /// Renews the lease, and tells what runs.
    /// - Returns: those of the lives that another node has taken over.
    func renew(_ lives: [Live]) async -> Set<LiveID> {
        let asked = clock.now
        do throws(NodeRegistryError) {
            let presence = NodePresence(node: id, url: url, epoch: epoch, lives: lives)
            let grant = try await registry.renew(presence, now: clock.date)
            lease.withLock { $0.renew(epoch: grant.epoch, asked: asked) }
            if failure != nil || (epoch != 0 && epoch != grant.epoch) {
                logger.notice("the lease of the node is renewed again", metadata: ["epoch": "\(grant.epoch)"])
            }
            failure = nil
            epoch = grant.epoch
            await tellUnsaid()
            return grant.over
        } catch {
            if failure == nil {
                logger.error(
                    "the lease of the node cannot be renewed: lives go on, and look whether they were taken over",
                    metadata: ["error": "\(error)"])
            }
            metrics.leaseFailures.increment()
            failure = error
            return []
        }
    }

    /// Tells that a live begins or has changed. What fails is told by the next renewal.
    func tell(_ live: Live) async {
        try? await registry.tell(live, of: id, now: clock.date)
    }

    /// Tells how a live ended, now or as soon as the registry answers.
    func end(_ live: Live) async {
        do throws(NodeRegistryError) {
            try await registry.end(live, of: id, now: clock.date)
        } catch {
            unsaid.append(live)
            unsaid.removeFirst(max(0, unsaid.count - Self.unsaidLimit))
        }
    }

    /// A live of any node; nil when the registry does not know it, or does not answer.
    func find(_ live: LiveID) async -> HostedLive? {
        try? await registry.find(live, now: clock.date)
    }

    /// Lives of any nodes as they told them last; none when the registry does not answer.
    func told(_ lives: [LiveID]) async -> [LiveID: Live] { (try? await registry.told(lives)) ?? [:] }

    /// Gives the lease up.
    func leave() async {
        try? await registry.leave(id, now: clock.date)
    }

    private func tellUnsaid() async {
        // No longer than the registry answers: the next renewal would wait.
        while let live = unsaid.first {
            guard (try? await registry.end(live, of: id, now: clock.date)) != nil else { return }
            unsaid.removeAll { $0.id == live.id }
        }
    }
}
