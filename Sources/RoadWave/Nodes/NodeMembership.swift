internal import CoreMetrics
internal import Logging
internal import Synchronization

/// This node among those that share a registry and a bus: tells them of its lives, hears of theirs, and ends those of the
/// dead.
final class NodeMembership: LiveNodes {
    /// What a membership uses of its node.
    struct Surroundings: Sendable {
        let lives: LiveRegistry
        /// Where every live is written; nil where nobody lists them.
        var catalogue: LiveCatalogue?
        /// Where the media of all lives is.
        let storage: any ObjectStorage
        /// How long a segment is.
        let segment: Duration
        let events: EventHub
        let clock: NodeClock
        let logger: Logger
    }

    /// Renewals after which the registry is asked again: the sender tells it with its next renewal, which may fail once.
    private static let confirmations = 3

    let keeper: NodeKeeper
    private let registry: any NodeRegistry
    private let bus: any EventBus
    private let policy: LeasePolicy
    private let sharesCatalogue: Bool
    private let work = Mutex<[Task<Void, Never>]>([])
    /// Lives whose messages the registry did not confirm, with the renewals after which it is asked again: an end may
    /// reach the bus before the registry. Observed lives only, so that there are no more than streams of events.
    private let unconfirmed = Mutex<[LiveID: Int]>([:])

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
    func start(in environment: Surroundings, url: String) async {
        let lives = environment.lives
        await keeper.set(url: url)
        let takeover = LiveTakeover(
            node: keeper.id, registry: registry, policy: policy, storage: environment.storage,
            segment: environment.segment, clock: environment.clock,
            metrics: keeper.metrics, logger: environment.logger
        ) { id in
            try? await environment.catalogue?.live(id)
        } claimed: { live in
            await lives.take(claimed: live)
        } closed: { id, mediaEnd in
            await lives.take(.mediaClosed(.closed(end: mediaEnd)), of: id)
        }
        await renew(lives)
        let reconciliation = reconciliation(environment)
        let tasks = [
            Task { [self] in
                while (try? await environment.clock.sleep(for: policy.renewalPeriod)) != nil {
                    await renew(lives)
                    await confirmEnds(environment.events)
                }
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

    func recordEnd(of live: Live) async -> LiveEnding.Verdict {
        await keeper.end(live)
        guard let known = await keeper.find(live.id) else { return .unknown }
        guard known.live.state == .lost else { return .own }
        return .lostTo(known.host?.node, endedAt: known.live.endedAt)
    }

    /// The comparison of what the nodes run with the catalogue; nil where they do not share both.
    private func reconciliation(_ environment: Surroundings) -> LiveReconciliation? {
        guard sharesCatalogue, let catalogue = environment.catalogue else { return nil }
        return LiveReconciliation(
            registry: registry, catalogue: catalogue, clock: environment.clock, logger: environment.logger)
    }

    private func renew(_ lives: LiveRegistry) async {
        for id in await keeper.renew(await lives.running) {
            await lives.take(.registrySaid(.lostTo(nil, endedAt: nil)), of: id)
        }
    }

    /// Passes what happens here on to the others.
    private func pass(_ event: EngineEvent, _ lives: LiveRegistry) async {
        switch event {
        case .liveCreated(let live), .liveConnected(let live), .liveInterrupted(let live): await keeper.tell(live)
        case .bitrateAdvised(let id, _), .connectionWarned(let id, _):
            if let live = await lives.live(id), !live.isOver { await keeper.tell(live) }
        // Ends are published by what decides them: ``LiveEnding``.
        case .liveEnded: return
        default: break
        }
        await publish(event)
    }

    func publish(_ event: EngineEvent) async {
        if let message = LiveMessage(node: keeper.id, event: event).encoded { await bus.publish(message) }
    }

    /// Passes a message of another node on to the observers of its live, once the registry confirms it. A node knows its
    /// own lives better than any message.
    private func relay(_ message: LiveMessage, _ environment: Surroundings, _ lives: LiveRegistry) async {
        let id = message.event.liveID
        guard message.node != keeper.id, environment.events.observedLives.contains(id) else { return }
        if await lives.live(id) == nil {
            if let event = message.event(confirmedBy: await keeper.find(id)) {
                return environment.events.relay(event)
            }
            unconfirmed.withLock { $0[id] = Self.confirmations }
        }
        keeper.metrics.messagesDropped.increment()
    }

    /// Asks the registry once more for the ends that it did not confirm.
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

    private func hear(_ delivery: BusDelivery, _ environment: Surroundings, _ lives: LiveRegistry) async {
        switch delivery {
        case .message(let bytes):
            guard let message = LiveMessage(decoding: bytes) else {
                return keeper.metrics.messagesDropped.increment()
            }
            await relay(message, environment, lives)
        case .connected:
            // Whatever was said meanwhile: what stands is told again.
            let lookup = LiveLookup(
                registry: lives, keeper: keeper, catalogue: environment.catalogue, logger: environment.logger)
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
