internal import Logging

extension AudienceKeeper {
    /// The keeper for a configuration: it counts in Redis, with the other nodes, or in the node's own memory.
    ///
    /// It has a connection of its own, so that heartbeats waiting for Redis do not delay slots.
    static func make(
        _ configuration: NodeConfiguration, clock: NodeClock, archive: AudienceArchive, events: EventHub,
        audit: AuditTrail, metrics: AudienceMetrics, logger: Logger
    ) -> AudienceKeeper {
        let store: any AudienceStore =
            if let address = configuration.redis {
                RedisAudience(
                    client: RedisClient(address: address) { clock.now }, configuration: configuration.audience,
                    time: clock.isSystem ? .server : .node)
            } else {
                MemoryAudience(configuration: configuration.audience)
            }
        warn(about: configuration, logger)
        return AudienceKeeper(
            store: store, archive: archive, configuration: configuration.audience, clock: clock, metrics: metrics,
            logger: logger, followed: { events.observedLives },
            publish: { event, live, date in
                if case .counted(let counts) = event { events.publish(.audienceChanged(live, counts)) }
                if let event = AuditEvent(event, of: live, at: date) { audit.record(event) }
            })
    }

    /// Warns where the votes of users are on servers, under names that everybody who knows a user's identity can compute.
    static func warn(about configuration: NodeConfiguration, _ logger: Logger) {
        guard configuration.audience.voterSecret == nil, configuration.postgres != nil || configuration.redis != nil
        else { return }
        logger.warning(
            """
            likes and reports are stored under names that anyone who knows users' identities can compute: set \
            \(NodeConfiguration.Key.voterSecret.rawValue), the same on all nodes
            """)
    }
}

extension AuditEvent {
    /// The audit event for an audience event; nil for counts, which are not audited.
    init?(_ event: AudienceEvent, of live: LiveID, at date: WallDate) {
        switch event {
        case .joined(let listener, let user, let position):
            self.init(
                at: date, kind: .listenerJoined, live: live, user: user,
                details: ["listener_id": .string(listener.description)])
            details["lat"] = position.map { .double($0.latitude) }
            details["lon"] = position.map { .double($0.longitude) }
        case .left(let session):
            self.init(
                at: date, kind: .listenerLeft, live: live, user: session.user,
                details: [
                    "listener_id": .string(session.listener.description),
                    "listening_s": .double(session.seconds),
                ])
        case .reported(let category, let user):
            self.init(
                at: date, kind: .reported, live: live, user: user, details: ["category": .string(category.rawValue)])
        case .counted: return nil
        }
    }
}
