import RoadWaveTestServices
import Testing

@testable import StepDefinitions

extension TwoNodesTests {
    @Test(
        "a listener at a page of the node that dies reads that the live is over, as the other node knows",
        .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
    func pageOfDeadNode() async throws {
        try await TwoNodes.run { nodes async throws in
            let creator = try await nodes.speak(on: nodes.a)
            let live = creator.liveID
            try await nodes.wait("it is heard") { await nodes.segments(live) >= 1 }
            try await Self.withBrowser { browser async throws in
                let page = try await browser.open("\(nodes.a.http)/ecouter/\(live)")
                #expect(try await page.shows("En direct", inElement: "state", within: .seconds(10)))
                await nodes.a.process.kill()
                await creator.vanish()
                #expect(
                    try await page.shows(
                        "Le live est terminé suite à un problème technique", inElement: "end", within: .seconds(60)))
                #expect(try await page.text(ofElement: "state") == "Terminé")
            }
        }
    }

    private static func withBrowser(_ body: (PageWitness) async throws -> Void) async throws {
        let browser = try await PageWitness.start()
        do {
            try await body(browser)
        } catch {
            await browser.stop()
            throw error
        }
        await browser.stop()
    }
}
