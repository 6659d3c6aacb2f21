import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

@Suite(
    "The page of all lives", .serialized, .realTime, .timeLimit(.minutes(3)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct IndexPageTests {
    @Test("more lives than a page of the list has come when they are asked for, and the keyboard goes on at the first")
    func pages() async throws {
        let database = try await PostgresServer.shared.server().makeDatabase()
        try await PageNode.run(settings: ["ROADWAVE_POSTGRES_URL": database, "ROADWAVE_RATE_READ": "off/off"]) { node in
            let page = try await node.open("/")
            #expect(try await page.shows("Aucun live pour le moment.", inElement: "empty", within: .seconds(10)))
            _ = try await PostgresServer.query(Self.begin(lives: 55), database: database)
            try await page.reload()
            #expect(try await page.shows("Afficher plus", inElement: "more", within: .seconds(10)))
            #expect(try await page.evaluate(Self.shown) == "50")
            let last = try await page.evaluate("document.querySelector('#lives li:last-child a').id = 'last', true")
            #expect(last == "true")
            try await page.click("Afficher plus")
            #expect(try await page.hides("Afficher plus", inElement: "more", within: .seconds(10)))
            #expect(try await page.evaluate(Self.shown) == "55")
            let next = "document.activeElement === document.querySelectorAll('#lives a')[50]"
            #expect(try await page.evaluate(next) == "true")
            // What is read again is not made anew: the keyboard keeps its place.
            #expect(try await page.evaluate("document.querySelectorAll('#lives a')[49].id") == "\"last\"")
            #expect(try await page.complaints() == [])
        }
    }

    private static let shown = "document.querySelectorAll('#lives li').length"

    /// Lives of so many creators on other nodes of the database.
    private static func begin(lives: Int) -> String {
        """
        INSERT INTO lives (live_id, creator_id, title, started_at, state, tags, renditions, player_buffer_ms,
            title_search, tags_search)
        SELECT gen_random_uuid(), gen_random_uuid(), 'Live ' || number, date_trunc('milliseconds', now()), 'live',
            '{}', '{48k}', 6000, 'live ' || number, '{}'
        FROM generate_series(1, \(lives)) AS number
        """
    }
}
