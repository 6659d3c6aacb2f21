import Testing

@testable import RoadWave

@Suite("Lives of other nodes in the list", .timeLimit(.minutes(5)))
struct ForeignLiveTests {
    @Test("a live of another node is listed with the creator's connection that this node reported")
    func foreignConnection() async throws {
        let live = try Live.noted()
        var told = live
        told.connection = LiveConnection(advisedBitrate: 32_000)
        told.connection?.quality = .poor
        try await Self.list(written: live, told: told) { page in
            #expect(page.lives.map(\.connection?.quality) == [.poor])
            #expect(page.lives.map(\.connection?.advisedBitrate) == [32_000])
        }
    }

    @Test("a live of another node that has changed since it was found stays as it was found")
    func changedMeanwhile() async throws {
        let live = try Live.noted()
        var told = live
        told.state = .live
        try await Self.list(written: live, told: told) { page in
            #expect(page.lives.map(\.state) == [.interrupted])
        }
    }

    /// Gives the list of a node that does not run the live.
    /// - Parameters:
    ///   - live: as the catalogue has it.
    ///   - told: as its node last reported it.
    private static func list(written live: Live, told: Live, _ check: (LivePage) -> Void) async throws {
        try await MembershipScene.run { scene async throws in
            let other = NodePresence(node: NodeID(), url: "http://b", lives: [told])
            _ = await scene.registry.renew(other, now: scene.clock.date)
            try await NodeDatabaseImplementation.sqlite.withDatabase { database async throws in
                let catalogue = LiveCatalogue(
                    store: database.catalogue, metrics: CatalogueMetrics(MetricsRegistry()), logger: .silent)
                catalogue.start()
                catalogue.record(live)
                let list = LiveList(catalogue: catalogue, registry: scene.lives, keeper: scene.membership.keeper)
                check(try await list.page(matching: LiveFilter(), after: nil))
                await catalogue.stop()
            }
        }
    }
}
