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
        try await PageNode.run(settings: ["ROADWAVE_RATE_PUBLISH": "off/off", "ROADWAVE_RATE_READ": "off/off"]) {
            node in
            let page = try await node.open("/")
            #expect(try await page.shows("Aucun live pour le moment.", inElement: "empty", within: .seconds(10)))
            _ = try await page.evaluate(Self.begin(lives: 55))
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

    /// Asks for lives, as so many creators, with offers of the browser that are never connected.
    private static func begin(lives: Int) -> String {
        """
        (async () => {
            const peer = new RTCPeerConnection();
            peer.addTransceiver("audio", {direction: "sendonly"});
            const {sdp} = await peer.createOffer();
            for (let number = 1; number <= \(lives); number += 1) {
                const answer = await fetch(`/whip?title=Live ${number}`, {
                    method: "POST", body: sdp,
                    headers: {"Content-Type": "application/sdp", Authorization: `Bearer createur-${number}`}});
                if (answer.status !== 201) throw new Error(await answer.text());
            }
        })()
        """
    }
}
