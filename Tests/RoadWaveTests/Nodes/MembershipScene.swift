import NIOPosix
import RoadWaveRTC

@testable import RoadWave

/// A node without HTTP, its registry and its storage.
struct MembershipScene {
    let turned: TurnedClock
    let clock: NodeClock
    let registry: ScriptedNodeRegistry
    let storage: FaultyStorage
    let environment: NodeMembership.Surroundings
    let membership: NodeMembership
    let lives: LiveRegistry
    /// Where nodes publish what happens to their lives.
    let hub: MemoryEventBus.Hub

    /// A live of the node, admitted and not heard of yet.
    func admit() async throws -> LiveSession {
        try await lives.admit(
            creator: Creator(id: UserID(token: "createur"), isPremium: false),
            metadata: LiveMetadata(title: "Essai"), offer: WHIPOffer(parsing: try TestOffer.opus()))
    }

    static func run(
        nodeURLs: [String] = [], catalogue: LiveCatalogue? = nil, _ body: (MembershipScene) async throws -> Void
    ) async throws {
        let turned = TurnedClock()
        let clock = NodeClock(turned)
        let metrics = NodeMetrics()
        let loops = MultiThreadedEventLoopGroup.singleton
        let registry = ScriptedNodeRegistry()
        let storage = try FaultyStorage()
        let hub = MemoryEventBus.Hub()
        let udp = try await UDPServer.bind(
            to: ListenAddress(host: "127.0.0.1", port: 0), eventLoop: loops.next(), clock: clock,
            metrics: metrics.lives.ingest,
            logger: .silent)
        let membership = NodeMembership(
            keeper: NodeKeeper(
                registry: registry, policy: .test, nodeURLs: NodeURLList(nodeURLs), clock: clock,
                metrics: metrics.nodes,
                logger: .silent),
            registry: registry, bus: MemoryEventBus(hub: hub), policy: .test)
        let events = EventHub()
        let resources = LiveSession.Resources(
            settings: NodeConfiguration.single.live, clock: clock, certificate: try DTLSCertificate.generate(),
            udp: udp, candidates: [], storage: storage, events: events, metrics: metrics.lives, logger: .silent,
            fence: membership.keeper.fence)
        let lives = LiveRegistry(
            outlets: LiveRegistry.Outlets(
                events: events, metrics: metrics.lives, logger: .silent, catalogue: catalogue, nodes: membership),
            clock: clock, router: udp.router, loops: [MediaLoop(eventLoop: loops.next(), clock: clock)],
            slots: try await SlotKeeper.make(.single, clock: clock, metrics: metrics.capacity, logger: .silent),
            makeSession: LiveSession.factory(resources))
        let environment = NodeMembership.Surroundings(
            lives: lives, storage: storage, segment: resources.settings.broadcast.segmentDuration, events: events,
            clock: clock, logger: .silent)
        let scene = MembershipScene(
            turned: turned, clock: clock, registry: registry, storage: storage, environment: environment,
            membership: membership, lives: lives, hub: hub)
        do {
            try await body(scene)
        } catch {
            await udp.close()
            throw error
        }
        await udp.close()
    }
}
