internal import CoreMetrics
internal import Logging
internal import Synchronization

/// The membership of this node among the nodes that share a registry and a bus. It reports its own lives, receives
/// events of other lives, and ends the lives of dead nodes.
final class NodeMembership: LiveNodes {
    /// The parts of its node that a membership uses.
    struct Surroundings: Sendable {
        let lives: LiveRegistry
        /// The catalogue of all lives; nil for a node without one.
        var catalogue: LiveCatalogue?
        /// The storage of the media of all lives.
        let storage: any ObjectStorage
        /// The length of a segment.
        let segment: Duration
        let events: EventHub
        let clock: NodeClock
        let logger: Logger
    }

    /// The number of renewals after which the registry is asked again. The sender reports the end with its next
    /// renewal, which may fail once.
    private static let confirmations = 3

    let keeper: NodeKeeper
    private let registry: any NodeRegistry
    private let bus: any EventBus
    private let policy: LeasePolicy
    private let sharesCatalogue: Bool
    private let work = Mutex<[Task<Void, Never>]>([])
    /// Lives whose messages the registry did not confirm, with the number of remaining lookups: an end may reach the
    /// bus before the registry. Only observed lives, so at most as many as event streams.
    private let unconfirmed = Mutex<[LiveID: Int]>([:])

    /// - Parameter sharesCatalogue: whether the nodes that share the registry also share a catalogue.
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

    /// Takes the lease, and renews it until ``stop()``.
    /// - Parameter url: the root of the node's own URLs, without a trailing slash.
    func start(in surroundings: Surroundings, url: String) async {
        let lives = surroundings.lives
        await keeper.set(url: url)
        let takeover = LiveTakeover(
            node: keeper.id, registry: registry, policy: policy, storage: surroundings.storage,
            segment: surroundings.segment, clock: surroundings.clock,
            metrics: keeper.metrics, logger: surroundings.logger
        ) { id in
            try? await surroundings.catalogue?.live(id)
        } claimed: { live in
            await lives.take(claimed: live)
        } closed: { id, mediaEnd in
            await lives.take(.mediaClosed(.closed(end: mediaEnd)), of: id)
        } givenUp: { id in
            await lives.take(.claimGivenUp, of: id)
        }
        await renew(lives)
        let reconciliation = reconciliation(surroundings)
        let tasks = [
            Task { [self] in
                while (try? await surroundings.clock.sleep(for: policy.renewalPeriod)) != nil {
                    await renew(lives)
                    await confirmEnds(surroundings.events)
                }
            },
            // Concurrent with the renewals: if the storage does not answer during a takeover, the node keeps its lease.
            Task { [self] in
                while (try? await surroundings.clock.sleep(for: policy.renewalPeriod)) != nil {
                    await takeover.advance()
                }
            },
            Task { [policy] in
                while let reconciliation, (try? await surroundings.clock.sleep(for: policy.renewalPeriod)) != nil {
                    await reconciliation.advance()
                }
            },
            Task { [self] in
                for await event in surroundings.events.observe() { await pass(event, lives) }
            },
            Task { [self] in
                for await delivery in bus.deliveries { await receive(delivery, surroundings, lives) }
            },
        ]
        work.withLock { $0 = tasks }
    }

    /// Gives up the lease. To be called once all lives are over.
    func stop() async {
        let tasks = work.withLock { $0 }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        await keeper.leave()
        await bus.close()
    }

    func recordEnd(of live: Live) async -> LiveEnding.Verdict {
        await keeper.end(live)
        guard let known = await keeper.find(live.id) else { return .unknown }
        guard known.live.state == .lost else { return .own }
        return .lostTo(known.host?.node, endedAt: known.live.endedAt)
    }

    /// The comparison of the running lives with the catalogue; nil if the nodes do not share both.
    private func reconciliation(_ surroundings: Surroundings) -> LiveReconciliation? {
        guard sharesCatalogue, let catalogue = surroundings.catalogue else { return nil }
        return LiveReconciliation(
            registry: registry, catalogue: catalogue, clock: surroundings.clock, logger: surroundings.logger
        ) { live in
            await surroundings.lives.take(reconciled: live)
        }
    }

    private func renew(_ lives: LiveRegistry) async {
        for id in await keeper.renew(await lives.running) {
            await lives.take(.registrySaid(.lostTo(nil, endedAt: nil)), of: id)
        }
    }

    /// Passes this node's events on to the other nodes.
    private func pass(_ event: EngineEvent, _ lives: LiveRegistry) async {
        switch event {
        case .liveCreated(let live), .liveConnected(let live), .liveInterrupted(let live): await keeper.report(live)
        case .bitrateAdvised(let id, _), .connectionWarned(let id, _):
            if let live = await lives.live(id), !live.isOver { await keeper.report(live) }
        // ``LiveEnding`` decides endings, and publishes them.
        case .liveEnded: return
        default: break
        }
        await publish(event)
    }

    func publish(_ event: EngineEvent) async {
        if let message = LiveMessage(node: keeper.id, event: event).encoded { await bus.publish(message) }
    }

    /// Passes a message of another node on to the observers of its live, once the registry confirms it. Messages about
    /// the node's own lives are ignored.
    private func relay(_ message: LiveMessage, _ surroundings: Surroundings, _ lives: LiveRegistry) async {
        let id = message.event.liveID
        guard message.node != keeper.id, surroundings.events.observedLives.contains(id) else { return }
        if await lives.live(id) == nil {
            if let event = message.event(confirmedBy: await keeper.find(id)) {
                return surroundings.events.relay(event)
            }
            unconfirmed.withLock { $0[id] = Self.confirmations }
        }
        keeper.metrics.messagesDropped.increment()
    }

    /// Asks the registry again for the ends that it did not confirm.
    private func confirmEnds(_ events: EventHub) async {
        let ids = unconfirmed.withLock { unconfirmed in
            unconfirmed = unconfirmed.filter { $0.value > 0 }.mapValues { $0 - 1 }
            return Array(unconfirmed.keys)
        }
        for id in ids {
            guard let live = await keeper.find(id)?.live, live.isOver else { continue }
            unconfirmed.withLock { $0[id] = nil }
            events.relay(.liveEnded(live))
        }
    }

    private func receive(_ delivery: BusDelivery, _ surroundings: Surroundings, _ lives: LiveRegistry) async {
        switch delivery {
        case .message(let bytes):
            guard let message = LiveMessage(decoding: bytes) else {
                return keeper.metrics.messagesDropped.increment()
            }
            await relay(message, surroundings, lives)
        case .connected:
            // Messages may have been missed: the current state is sent again.
            let lookup = LiveLookup(
                registry: lives, keeper: keeper, catalogue: surroundings.catalogue, logger: surroundings.logger)
            for id in surroundings.events.observedLives where await lives.session(id) == nil {
                guard let live = try? await lookup.live(id) else { continue }
                for event in live.standing { surroundings.events.relay(event) }
            }
        }
    }
}

extension Live {
    /// The events that describe the current state.
    fileprivate var standing: [EngineEvent] {
        if isOver { return [.liveEnded(self)] }
        let advice = connection?.advice.map { EngineEvent.bitrateAdvised(id, $0) }
        let warning = connection?.warning.map { EngineEvent.connectionWarned(id, $0) }
        return [state == .live ? .liveConnected(self) : .liveInterrupted(self)] + [advice, warning].compactMap(\.self)
    }
}
