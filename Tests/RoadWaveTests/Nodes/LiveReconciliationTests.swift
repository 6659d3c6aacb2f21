import Testing

@testable import RoadWave

/// Nodes that died while the registry lost its data, in virtual time.
@Suite("Reconciliation of lives", .timeLimit(.minutes(1)))
struct LiveReconciliationTests {
    @Test("a live that the catalogue lists as running and no node runs is found; running lives are not")
    func missed() async throws {
        try await ReconciliationScene.run { scene async throws in
            let (running, abandoned) = (try Live.noted(), try Live.noted())
            scene.catalogue.record(running)
            scene.catalogue.record(abandoned)
            // The registry is new: it settles for a lease, and in another lease no node reports the live.
            while scene.seconds < 30 { try await scene.pass(telling: [running]) }
            #expect(try await scene.orphans().isEmpty)
            while scene.seconds < 45 { try await scene.pass(telling: [running]) }
            #expect(try await scene.orphans() == [abandoned.id])
        }
    }

    @Test("an end that the node could not write to the catalogue is written as it was")
    func writtenByAnother() async throws {
        try await ReconciliationScene.run { scene async throws in
            let live = try Live.noted()
            scene.catalogue.record(live)
            try await scene.pass(telling: [live])
            await scene.registry.end(live.ended(at: 1), of: scene.node, now: scene.date)
            while scene.seconds < 30 { try await scene.pass(telling: []) }
            let written = try #require(try await scene.catalogue.live(live.id))
            #expect(written.endReason == .creator)
            #expect(written.endedAt == .at(1))
            #expect(try await scene.catalogue.running().isEmpty)
        }
    }

    @Test("while the catalogue cannot be read no live is taken over")
    func silentCatalogue() async throws {
        try await ReconciliationScene.run { scene async throws in
            let live = try Live.noted()
            scene.catalogue.record(live)
            _ = try await scene.catalogue.running()
            await scene.database.close()
            while scene.seconds < 60 { try await scene.pass(telling: []) }
            #expect(try await scene.orphans().isEmpty)
        }
    }
}

/// A registry that begins with nothing, a catalogue, and a node that compares the two.
private final class ReconciliationScene {
    let registry = MemoryNodeRegistry(policy: .settling)
    let catalogue: LiveCatalogue
    let database: any NodeDatabase
    let node = NodeID()
    private(set) var seconds = 0
    private let turned = TurnedClock()
    private let clock: NodeClock
    private let reconciliation: LiveReconciliation

    private init(_ database: any NodeDatabase) {
        self.database = database
        clock = NodeClock(turned)
        catalogue = LiveCatalogue(
            store: database.catalogue, metrics: CatalogueMetrics(MetricsRegistry()), logger: .silent)
        let recorded = catalogue
        reconciliation = LiveReconciliation(registry: registry, catalogue: catalogue, clock: clock, logger: .silent) {
            recorded.record($0)
        }
    }

    static func run(_ body: (ReconciliationScene) async throws -> Void) async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let scene = ReconciliationScene(database)
            scene.catalogue.start()
            do {
                try await body(scene)
            } catch {
                await scene.catalogue.stop()
                throw error
            }
            await scene.catalogue.stop()
        }
    }

    var date: WallDate { clock.date }

    /// Lets five seconds pass, after which a node reports its lives and compares.
    func pass(telling lives: [Live]) async throws {
        turned.advance(by: .seconds(5))
        seconds += 5
        _ = await registry.renew(NodePresence(node: node, url: "http://b", lives: lives), now: clock.date)
        await reconciliation.advance()
    }

    /// The lives that nobody runs.
    func orphans() async throws -> [LiveID] { await registry.orphans(now: clock.date).map(\.live.id) }
}
