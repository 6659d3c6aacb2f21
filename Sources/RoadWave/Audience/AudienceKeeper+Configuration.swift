extension AudienceKeeper {
    /// The keeper that a configuration asks for: it counts in Redis, with the other nodes, or in the node's own memory.
    ///
    /// It has a connection of its own: heartbeats that wait for Redis hold up no place of a live.
    static func make(_ environment: LiveEnvironment, metrics: AudienceMetrics) -> AudienceKeeper {
        let configuration = environment.configuration
        let clock = environment.clock
        let store: any AudienceStore =
            if let address = configuration.redis {
                RedisAudience(
                    client: RedisClient(address: address) { clock.now }, configuration: configuration.audience,
                    time: clock.isSystem ? .server : .node)
            } else {
                MemoryAudience(configuration: configuration.audience)
            }
        return AudienceKeeper(
            store: store, configuration: configuration.audience, clock: clock, events: environment.events,
            audit: environment.audit, metrics: metrics, logger: environment.logger)
    }
}
