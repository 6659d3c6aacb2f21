internal import Logging

extension SlotKeeper {
    /// The keeper that a configuration asks for: it counts in Redis, with the other nodes, or in the node's own memory.
    ///
    /// A Redis that is not there yet does not keep the node from starting: it takes lives once it is.
    /// - Throws: code `configuration` when Redis refuses the node, which no waiting would change.
    static func make(
        _ configuration: NodeConfiguration, clock: NodeClock, metrics: CapacityMetrics, logger: Logger
    ) async throws(RoadWaveError) -> SlotKeeper {
        let policy = CapacityPolicy(configuration)
        let capacity: any LiveCapacity
        if let address = configuration.redis {
            let client = RedisClient(address: address) { clock.now }
            do throws(RedisError) {
                _ = try await client.send(RedisCommand("PING"))
            } catch  where error.code == .refused {
                throw RoadWaveError(
                    .configuration, "\(NodeConfiguration.Key.redisURL.rawValue) cannot be used", cause: error)
            } catch {
                logger.error("Redis is not there yet: no live is admitted", metadata: ["error": "\(error)"])
            }
            capacity = RedisCapacity(
                client: client, policy: policy, time: clock.isSystem ? .server : .node, logger: logger)
        } else {
            capacity = MemoryCapacity(policy: policy)
        }
        return SlotKeeper(capacity: capacity, policy: policy, clock: clock, metrics: metrics, logger: logger)
    }
}

extension CapacityPolicy {
    /// What the configuration says.
    init(_ configuration: NodeConfiguration) {
        self.init(
            maximumLives: configuration.maximumLives, livesPerCreator: configuration.livesPerCreator,
            lease: configuration.slotLease,
            reservation: configuration.queueReservation, patience: configuration.queuePatience,
            // Without Redis nobody shares the count.
            settling: configuration.redis == nil ? .zero : configuration.slotLease)
    }
}
