internal import Logging

extension SlotKeeper {
    /// The keeper for a configuration: it counts in Redis, with the other nodes, or in the node's own memory.
    ///
    /// The node starts even if Redis is not reachable yet, and takes lives once it is.
    /// - Throws: code `configuration` when Redis refuses the node, since a retry would not help.
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
    /// The policy for a configuration.
    init(_ configuration: NodeConfiguration) {
        self.init(
            maximumLives: configuration.maximumLives, livesPerCreator: configuration.livesPerCreator,
            lease: configuration.slotLease,
            reservation: configuration.queueReservation, patience: configuration.queuePatience,
            // Without Redis, no other node shares the count.
            settling: configuration.redis == nil ? .zero : configuration.slotLease)
    }
}
