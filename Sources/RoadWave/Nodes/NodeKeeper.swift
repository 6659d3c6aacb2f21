internal import CoreMetrics
internal import Logging
internal import Synchronization

/// The lease of this node, and its reports to the registry about its lives.
///
/// The node continues when the registry does not answer. Reports that failed are repeated with the next renewal.
actor NodeKeeper {
    /// The most unreported ends that are kept: a day of a full node with lives of two hours. Beyond, the oldest are
    /// left to the catalogue.
    private static let unrecordedLimit = 1_200

    nonisolated let id = NodeID()
    /// The allowed URLs of nodes.
    nonisolated let nodeURLs: NodeURLList
    private let registry: any NodeRegistry
    private let policy: LeasePolicy
    private let clock: NodeClock
    let metrics: NodesMetrics
    private let logger: Logger
    private nonisolated let lease: Mutex<NodeLease>
    private var url = ""
    private var epoch = 0
    /// Ends that the registry does not have yet, oldest first.
    private var unrecorded: [Live] = []
    /// The error of the last renewal; nil if it succeeded.
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

    /// The fence that is asked before each playlist is written.
    nonisolated var fence: WriteFence {
        WriteFence { [self] in lease.withLock { $0.heldEpoch(at: clock.now) } }
    }

    /// Sets the URL of this node.
    func set(url: String) { self.url = url }

    /// Renews the lease, and reports the running lives.
    /// - Returns: the lives that another node has taken over.
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
            await recordMissing()
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

    /// Reports that a live has begun or changed. If this fails, the next renewal reports it.
    func report(_ live: Live) async {
        try? await registry.report(live, of: id, now: clock.date)
    }

    /// Reports how a live ended, now or as soon as the registry answers.
    func end(_ live: Live) async {
        do throws(NodeRegistryError) {
            try await registry.end(live, of: id, now: clock.date)
        } catch {
            unrecorded.append(live)
            unrecorded.removeFirst(max(0, unrecorded.count - Self.unrecordedLimit))
        }
    }

    /// A live of any node; nil if the registry does not have it, or does not answer.
    func find(_ live: LiveID) async -> HostedLive? {
        try? await registry.find(live, now: clock.date)
    }

    /// Lives of any nodes as last reported; none if the registry does not answer.
    func reported(_ lives: [LiveID]) async -> [LiveID: Live] { (try? await registry.reported(lives)) ?? [:] }

    /// All nodes, as the registry knows them.
    func nodes() async throws(NodeRegistryError) -> [KnownNode] { try await registry.nodes(now: clock.date) }

    /// Gives up the lease.
    func leave() async {
        try? await registry.leave(id, now: clock.date)
    }

    private func recordMissing() async {
        // Stops at the first failure, since otherwise the next renewal would wait.
        while let live = unrecorded.first {
            guard (try? await registry.end(live, of: id, now: clock.date)) != nil else { return }
            unrecorded.removeAll { $0.id == live.id }
        }
    }
}
