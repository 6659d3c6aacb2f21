import Foundation
import RoadWaveMedia
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// The listener's page in a real browser, on the live of a creator who speaks in real time.
@Suite(
    "The listener's page", .serialized, .realTime, .timeLimit(.minutes(5)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct ListenerPageTests {
    @Test("a listener joins, hears, likes, reports, and is counted until the page is closed")
    func life() async throws {
        try await LiveWithPage.run { scene in
            let page = try await scene.openPage()
            #expect(try await page.shows("En direct", inElement: "state", within: .seconds(10)))
            #expect(try await page.shows("Sur la route", inElement: "title", within: .seconds(5)))
            try await page.click("Rejoindre le live")
            try await scene.eventually("counts 1, 0, 0") { try await scene.counts() == [1, 0, 0] }
            try await scene.hears(page)
            try await page.click("J'aime")
            #expect(
                try await page.shows("Votre «\u{a0}J'aime\u{a0}» est compté", inElement: "notice", within: .seconds(5)))
            try await page.click("Signaler")
            try await page.choose("Publicité ou arnaque", in: "Pour quelle raison\u{202f}?")
            try await page.click("Envoyer")
            #expect(try await page.shows("signalement est transmis", inElement: "notice", within: .seconds(5)))
            #expect(try await scene.counts() == [1, 1, 1])
            // Told by the stream of events.
            #expect(try await page.shows("1", inElement: "listeners", within: .seconds(5)))
            #expect(try await page.shows("1", inElement: "likes", within: .seconds(5)))
            #expect(try await page.complaints() == [])
            try await page.close()
            try await scene.eventually("counts 0, 1, 1") { try await scene.counts() == [0, 1, 1] }
        }
    }

    @Test("the latency of what is heard is shown once it is known")
    func latency() async throws {
        try await LiveWithPage.run { scene in
            let page = try await scene.openPage()
            try await page.click("Rejoindre le live")
            try await scene.hears(page)
            var shown = ""
            try await scene.eventually("a latency") {
                shown = try await page.text(ofElement: "latency") ?? ""
                return shown.hasSuffix(" s")
            }
            let seconds = try #require(Double(shown.replacing(",", with: ".").split(separator: " ")[0]))
            // It begins three segments of 2 s before the end of the playlist, and cannot hear what is not said yet.
            #expect((2...12).contains(seconds), "\(shown)")
            #expect(try await page.policyViolations() == [])
        }
    }

    @Test("a page of a node's other name plays, and outlives refusals and silence that pass")
    func patience() async throws {
        // The test and the page are one address: what the test asks for too often, the page does.
        try await LiveWithPage.run(environment: ["ROADWAVE_RATE_READ": "off/60"]) { scene in
            let unknown = try await scene.openPage(ofLive: "%FF")
            #expect(try await unknown.shows("n'existe pas", inElement: "end", within: .seconds(10)))
            let page = try await scene.openPage(at: "localhost")
            try await page.click("Rejoindre le live")
            try await scene.hears(page)
            #expect(try await page.policyViolations() == [])

            try await scene.exhaustReads()
            try await scene.eventually("a refusal of the page's requests") {
                try await page.comesBack()
                return try await page.complaints().contains { $0.contains("429") }
            }
            #expect(try await page.text(ofElement: "state") == "En direct")
            #expect(try await page.text(ofElement: "end") == nil)

            await scene.pauseNode()
            try await page.comesBack()
            #expect(try await page.shows("Le serveur ne répond pas", inElement: "interruption", within: .seconds(20)))
            await scene.resumeNode()
            #expect(try await page.shows("En direct", inElement: "state", within: .seconds(30)))
            #expect(try await page.text(ofElement: "interruption") == nil)
        }
    }

    @Test("who leaves before saying where they are is not counted")
    func lateAnswer() async throws {
        try await LiveWithPage.run { scene in
            let page = try await scene.openPage()
            // The browser asks, and the listener answers when the test does.
            _ = try await page.evaluate(
                "void (Geolocation.prototype.getCurrentPosition = done => { window.answerPosition = done; })")
            try await page.set("Partager ma position", to: true)
            try await page.click("Rejoindre le live")
            try await page.click("Quitter")
            _ = try await page.evaluate("answerPosition({coords: {latitude: 48.85, longitude: 2.35}})")
            // What the page asks the node for later than it would have joined.
            try await page.click("J'aime")
            #expect(try await page.shows("est compté", inElement: "notice", within: .seconds(5)))
            #expect(try await scene.counts() == [0, 1, 0])
        }
    }

    @Test("a title cannot bring its own script")
    func hostileTitle() async throws {
        let title = "<img src=x onerror=\"document.title='pris'\"><b>Bonjour</b>"
        try await LiveWithPage.run(title: title) { scene in
            let page = try await scene.openPage()
            #expect(try await page.shows(title, inElement: "title", within: .seconds(10)))
            #expect(try await page.evaluate("document.querySelectorAll('main img, main b').length") == "0")
            #expect(try await page.evaluate("document.title").contains("pris · RoadWave") == false)
            #expect(try await page.complaints() == [])
        }
    }

    @Test("the end by the creator is told in the words of listeners")
    func end() async throws {
        try await LiveWithPage.run { scene in
            let page = try await scene.openPage()
            try await page.click("Rejoindre le live")
            try await scene.hears(page)
            try await scene.endByCreator()
            #expect(try await page.shows("Le live est terminé.", inElement: "end", within: .seconds(5)))
            #expect(try await page.text(ofElement: "state") == "Terminé")
            try await scene.eventually("counts 0, 0, 0") { try await scene.counts() == [0, 0, 0] }
        }
    }

    @Test("a like is remembered after a reload, and the end shows the last figures, then the replay")
    func afterwards() async throws {
        try await LiveWithPage.run { scene in
            let page = try await scene.openPage()
            try await page.click("Rejoindre le live")
            try await scene.hears(page)
            try await page.click("J'aime")
            #expect(try await page.shows("est compté", inElement: "notice", within: .seconds(5)))
            try await page.reload()
            #expect(try await page.shows("Sur la route", inElement: "title", within: .seconds(10)))
            #expect(
                try await page.evaluate("document.getElementById('like').getAttribute('aria-pressed')") == "\"true\"")
            try await page.click("Rejoindre le live")
            try await scene.hears(page)
            #expect(try await page.shows("1", inElement: "listeners", within: .seconds(10)))
            try await scene.endByCreator()
            #expect(try await page.shows("Le live est terminé.", inElement: "end", within: .seconds(5)))
            #expect(try await page.shows("Réécouter ce live", within: .seconds(60)))
            #expect(try await page.text(ofElement: "listeners") == "1")
            #expect(try await page.text(ofElement: "likes") == "1")
            #expect(try await page.evaluate("document.getElementById('replay-link').pathname").contains("/reecouter/"))
        }
    }

    @Test(
        "a listener without an account hears the live, reads once why one needs an account, and sends no request that needs one"
    )
    func withoutAccount() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/keys-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let signed = try await SignedTokens(in: folder)
        let creator = try await signed.token(role: "creator")
        try await LiveWithPage.run(token: creator, environment: ["ROADWAVE_JWT_KEYS": signed.keys]) { scene in
            let page = try await scene.openPage()
            #expect(
                try await page.shows("Vous pouvez écouter sans compte.", inElement: "notice", within: .seconds(10)))
            try await page.click("Rejoindre le live")
            try await scene.hears(page)
            let sound = try await page.text(ofElement: "sound") ?? ""
            #expect(!sound.contains("compté") && !sound.contains("jeton"), "\(sound)")
            #expect(try await page.complaints() == [])
        }
    }

    @Test("the death of the node is told with the sentence of the specification")
    func lostNode() async throws {
        try await LiveWithPage.run { scene in
            let page = try await scene.openPage()
            try await page.click("Rejoindre le live")
            try await scene.hears(page)
            try await scene.killNode()
            #expect(try await page.shows("Le serveur ne répond pas", inElement: "interruption", within: .seconds(10)))
            try await scene.restartNode()
            #expect(
                try await page.shows(
                    "Le live est terminé suite à un problème technique", inElement: "end", within: .seconds(15)))
        }
    }
}

extension WitnessedPage {
    /// Its visitor looks at it again after something else.
    fileprivate func comesBack() async throws {
        _ = try await evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    }
}
