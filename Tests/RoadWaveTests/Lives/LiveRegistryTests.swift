import RoadWaveTestServices
import Testing

@testable import RoadWave

/// In virtual time.
@Suite("Lives that a node remembers", .timeLimit(.minutes(2)))
struct LiveRegistryTests {
    @Test("an hour after its end, the catalogue alone has a live: its creator may have been erased there")
    func forgotten() async throws {
        try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
            let catalogue = LiveCatalogue(
                store: database.catalogue, metrics: CatalogueMetrics(MetricsRegistry()), logger: .silent)
            catalogue.start()
            try await MembershipScene.run(catalogue: catalogue) { scene async throws in
                let id = try await Self.endedLive(scene)
                scene.turned.advance(by: LiveRegistry.historyTime - .seconds(1))
                #expect(await scene.lives.live(id)?.state == .ended)
                try await until {
                    scene.turned.advance(by: .seconds(2))
                    return await scene.lives.live(id) == nil
                }
            }
            await catalogue.stop()
        }
    }

    @Test("a node without a catalogue remembers it")
    func remembered() async throws {
        try await MembershipScene.run { scene async throws in
            let id = try await Self.endedLive(scene)
            scene.turned.advance(by: LiveRegistry.historyTime * 2)
            #expect(await scene.lives.live(id)?.state == .ended)
        }
    }

    private static func endedLive(_ scene: MembershipScene) async throws -> LiveID {
        _ = await scene.membership.keeper.renew([])
        let session = try await scene.admit()
        #expect(await scene.lives.end(session, .creator)?.state == .ended)
        return session.id
    }
}
