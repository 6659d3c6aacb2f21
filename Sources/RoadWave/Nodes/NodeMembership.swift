internal import CoreMetrics
internal import Logging
internal import Synchronization

/// This node among those that share a registry and a bus: tells them of its lives, hears of theirs, and ends those of the
/// dead.
final class NodeMembership: Sendable {
    let keeper: NodeKeeper
    private let registry: any NodeRegistry
    private let bus: any EventBus
    private let policy: LeasePolicy
    private let sharesCatalogue: Bool
    private let work = Mutex<[Task<Void, Never>]>([])

    /// - Parameter sharesCatalogue: whether the nodes that share the registry share a catalogue too.
    init(
        keeper: NodeKeeper, registry: any NodeRegistry, bus: any EventBus, policy: LeasePolicy,
        sharesCatalogue: Bool = false
    ) {
        self.keeper = keeper
        self.registry = registry
        self.bus = bus
        self.policy = policy
        self.sharesCatalogue = sharesCatalogue
    }

    /// Takes the lease, and keeps it until ``stop()``.
    /// - Parameter url: the root of the node's own URLs, without a trailing slash.
    func start(_ environment: LiveEnvironment, registry lives: LiveRegistry, url: String) async {
        await keeper.set(url: url)
        let takeover = LiveTakeover(
            node: keeper.id, registry: registry, policy: policy, storage: environment.storage,
            segment: environment.configuration.broadcast.segmentDuration, clock: environment.clock,
            metrics: keeper.metrics, logger: environment.logger
        ) { id in
            try? await environment.catalogue?.live(id)
        } claimed: { [self] live in
            await lives.adopt(live)
            await announce(.liveEnded(live), environment)
        } closed: { live in
            await lives.conclude(live)
        }
        await renew(lives)
        let reconciliation = reconciliation(environment)
        let tasks = [
            Task { [self] in
                while (try? await environment.clock.sleep(for: policy.renewalPeriod)) != nil { await renew(lives) }
            },
            // Beside the renewals: a storage that does not answer, when others are looked after, costs no lease.
            Task { [self] in
                while (try? await environment.clock.sleep(for: policy.renewalPeriod)) != nil {
                    await takeover.advance()
                }
            },
            Task { [policy] in
                while let reconciliation, (try? await environment.clock.sleep(for: policy.renewalPeriod)) != nil {
                    await reconciliation.advance()
                }
            },
            Task { [self] in
                for await event in environment.events.observe() { await pass(event, lives) }
            },
            Task { [self] in
                for await delivery in bus.deliveries { await hear(delivery, environment, lives) }
            },
        ]
        work.withLock { $0 = tasks }
    }

    /// Gives up the lease. To be called once the lives are over.
    func stop() async {
        let tasks = work.withLock { $0 }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        await keeper.leave()
        await bus.close()
    }

    /// Tells everyone that a live of this node is over.
    /// - Returns: the live as it ended: lost, where another node had taken it over before. Nil while the registry does not
    ///   say.
    func end(_ live: Live) async -> Live? {
        await keeper.end(live)
        let known = await keeper.find(live.id)?.live
        // Whoever took it over has told it.
        if let known, known.state == .lost { return known }
        await say(.liveEnded(live))
        return known.map { _ in live }
    }

    /// The comparison of what the nodes run with the catalogue; nil where they do not share both.
    private func reconciliation(_ environment: LiveEnvironment) -> LiveReconciliation? {
        guard sharesCatalogue, let catalogue = environment.catalogue else { return nil }
        return LiveReconciliation(
            registry: registry, catalogue: catalogue, clock: environment.clock, logger: environment.logger)
    }

    private func renew(_ lives: LiveRegistry) async {
        for id in await keeper.renew(await lives.running) { await lives.lose(id) }
    }

    /// Passes what happens here on to the others.
    private func pass(_ event: EngineEvent, _ lives: LiveRegistry) async {
        switch event {
        case .liveCreated(let live), .liveConnected(let live), .liveInterrupted(let live): await keeper.tell(live)
        case .bitrateAdvised(let id, _), .connectionWarned(let id, _):
            if let live = await lives.live(id), !live.isOver { await keeper.tell(live) }
        // The end is told by whoever ends it.
        case .liveEnded: return
        default: break
        }
        await say(event)
    }

    private func say(_ event: EngineEvent) async {
        if let message = LiveMessage(node: keeper.id, event: event).encoded { await bus.publish(message) }
    }

    /// Tells everyone what became of a live of another node.
    private func announce(_ event: EngineEvent, _ environment: LiveEnvironment) async {
        environment.events.relay(event)
        await say(event)
    }

    private func hear(_ delivery: BusDelivery, _ environment: LiveEnvironment, _ lives: LiveRegistry) async {
        switch delivery {
        case .message(let bytes):
            guard let message = LiveMessage(decoding: bytes) else {
                return keeper.metrics.messagesDropped.increment()
            }
            if message.node != keeper.id { environment.events.relay(message.event) }
        case .connected:
            // Whatever was said meanwhile: what stands is told again.
            let lookup = LiveLookup(environment, registry: lives)
            for id in environment.events.observedLives where await lives.session(id) == nil {
                guard let live = try? await lookup.live(id) else { continue }
                for event in live.standing { environment.events.relay(event) }
            }
        }
    }
}

extension Live {
    /// The events that tell how it is.
    fileprivate var standing: [EngineEvent] {
        if isOver { return [.liveEnded(self)] }
        let advice = connection?.advice.map { EngineEvent.bitrateAdvised(id, $0) }
        let warning = connection?.warning.map { EngineEvent.connectionWarned(id, $0) }
        return [state == .live ? .liveConnected(self) : .liveInterrupted(self)] + [advice, warning].compactMap(\.self)
    }
}
