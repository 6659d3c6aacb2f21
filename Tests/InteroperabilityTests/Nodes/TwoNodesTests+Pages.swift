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

    @Test(
        "an operator at a page of the node that dies is told, and goes on with the other node",
        .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
    func operatorPageOfDeadNode() async throws {
        try await TwoNodes.run { nodes async throws in
            let creator = try await nodes.speak(on: nodes.a)
            try await nodes.wait("it is heard") { await nodes.segments(creator.liveID) >= 1 }
            try await Self.withBrowser { browser async throws in
                let page = try await browser.open("\(nodes.a.http)/exploitation")
                #expect(try await page.shows("En direct", inElement: "lives", within: .seconds(20)))
                #expect(try await page.shows("2", inElement: "fact-nodes", within: .seconds(20)))
                // Both tell of their own machines.
                let machines = "document.querySelectorAll('.node-gauges').length"
                try await nodes.wait("both nodes are followed") { try await page.evaluate(machines) == "2" }
                await nodes.a.process.kill()
                await creator.vanish()
                #expect(
                    try await page.shows("ne répond plus à cette page", inElement: "stale-text", within: .seconds(60)))
                #expect(try await page.shows("En direct", inElement: "freshness", within: .seconds(20)))
                // The other node ends the live of the dead one, and the page knows it from there.
                #expect(try await page.shows("Aucun live à l'antenne.", inElement: "lives-empty", within: .seconds(60)))
                #expect(try await page.shows("1", inElement: "fact-nodes", within: .seconds(20)))
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
