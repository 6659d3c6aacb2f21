internal import Logging

extension NodeMembership {
    /// The membership for a configuration: among the nodes of one Redis, or of a node on its own.
    ///
    /// It has connections of its own, so that slots and audiences do not wait for messages between nodes.
    /// - Throws: code `state` when the system has no descriptor left.
    static func make(
        _ configuration: NodeConfiguration, clock: NodeClock, metrics: NodesMetrics, logger: Logger
    ) throws(RoadWaveError) -> NodeMembership {
        let policy = LeasePolicy(configuration)
        let registry: any NodeRegistry
        let bus: any EventBus
        if let address = configuration.redis {
            let client = RedisClient(address: address) { clock.now }
            registry = RedisNodeRegistry(client: client, policy: policy, clock: clock, logger: logger)
            do throws(RedisError) {
                bus = try RedisEventBus(client: client, metrics: metrics, logger: logger)
            } catch {
                throw RoadWaveError(.state, "cannot listen to the other nodes", cause: error)
            }
        } else {
            registry = MemoryNodeRegistry(policy: policy)
            bus = MemoryEventBus()
        }
        let keeper = NodeKeeper(
            registry: registry, policy: policy, nodeURLs: NodeURLList(configuration.nodeURLs), clock: clock,
            metrics: metrics, logger: logger)
        return NodeMembership(
            keeper: keeper, registry: registry, bus: bus, policy: policy,
            sharesCatalogue: configuration.redis != nil && configuration.postgres != nil)
    }
}

extension RedisNodeRegistry {
    /// A registry that takes its dates from Redis, or from a manual clock.
    convenience init(client: RedisClient, policy: LeasePolicy, clock: NodeClock, logger: Logger) {
        self.init(
            client: client, policy: policy,
            time: RedisTime(client: client, source: clock.isSystem ? .server : .node), logger: logger)
    }
}

extension LeasePolicy {
    /// The policy for a configuration: the lease of a node is as long as the leases of its slots.
    init(_ configuration: NodeConfiguration) {
        self.init(lease: configuration.slotLease, settling: configuration.slotLease)
    }
}
