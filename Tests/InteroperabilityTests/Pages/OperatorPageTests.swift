import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// The operator's page in Chromium, against a node with a live.
@Suite(
    "The operator's page", .serialized, .realTime, .timeLimit(.minutes(3)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct OperatorPageTests {
    private static let path = "/exploitation"
    /// The machine of the test may be busy, which is not what these tests are about.
    private static let calm = ["ROADWAVE_ALERT_AFTER_SECONDS": "3600"]

    @Test("an operator sees a live and ends it with a reason, which its listeners read")
    func ending() async throws {
        try await LiveWithPage.run(environment: Self.calm) { scene in
            let listener = try await scene.openPage()
            #expect(try await listener.shows("En direct", inElement: "state", within: .seconds(10)))
            let page = try await scene.openPage(at: Self.path, PageVisitor(width: 1280, height: 900))
            #expect(try await page.shows("Tout va bien", inElement: "attention-title", within: .seconds(10)))
            #expect(try await page.shows("Sur la route", inElement: "lives", within: .seconds(10)))
            #expect(try await page.shows("Mémoire", inElement: "gauges", within: .seconds(10)))
            #expect(try await page.text(ofElement: "fact-lives") == "1")
            try await page.click("Arrêter «\u{a0}Sur la route\u{a0}»")
            try await page.choose("Contenu protégé diffusé sans droits", in: "Motif")
            try await page.fill("Note pour le journal d'audit", with: "Musique à 14:03")
            try await page.click("Arrêter le live")
            #expect(try await page.shows("est arrêté.", inElement: "notice", within: .seconds(10)))
            #expect(
                try await listener.shows(
                    "arrêté par l'équipe de la radio\u{a0}: contenu protégé diffusé sans droits", inElement: "end",
                    within: .seconds(15)))
            #expect(try await page.shows("Aucun live à l'antenne.", inElement: "lives-empty", within: .seconds(15)))
            #expect(try await page.complaints() == [])
        }
    }

    @Test("a report is a point that needs somebody")
    func report() async throws {
        try await LiveWithPage.run(environment: Self.calm) { scene in
            let page = try await scene.openPage(at: Self.path, PageVisitor())
            #expect(try await page.shows("Tout va bien", inElement: "attention-title", within: .seconds(10)))
            let listener = try await scene.openPage()
            #expect(try await listener.shows("En direct", inElement: "state", within: .seconds(10)))
            try await listener.click("Signaler")
            try await listener.choose("Violence", in: "Pour quelle raison\u{202f}?")
            try await listener.click("Envoyer")
            #expect(
                try await page.shows(
                    "«\u{a0}Sur la route\u{a0}» a 1 signalement.", inElement: "points", within: .seconds(20)))
            #expect(
                try await page.shows(
                    "1 point demande votre attention", inElement: "attention-title", within: .seconds(5)))
        }
    }

    @Test("old data is grey, with its time, until the node answers again")
    func stale() async throws {
        try await LiveWithPage.run(environment: Self.calm) { scene in
            let page = try await scene.openPage(at: Self.path, PageVisitor())
            #expect(try await page.shows("Sur la route", inElement: "lives", within: .seconds(10)))
            await scene.pauseNode()
            #expect(try await page.shows("Données de", inElement: "freshness", within: .seconds(30)))
            #expect(try await page.shows("ne répond pas", inElement: "stale-text", within: .seconds(5)))
            // The last figures stand; none of them has become a zero.
            #expect(try await page.text(ofElement: "fact-lives") == "1")
            #expect(try await page.evaluate("document.body.dataset.state") == "\"stale\"")
            #expect(try await page.accessibilityFaults() == [])
            await scene.resumeNode()
            #expect(try await page.shows("En direct", inElement: "freshness", within: .seconds(30)))
            #expect(try await page.hides("ne répond pas", inElement: "stale-text", within: .seconds(5)))
        }
    }

    @Test("names, roles, contrasts and the language are right, in the light and in the dark", arguments: [false, true])
    func rules(isDark: Bool) async throws {
        try await LiveWithPage.run(environment: Self.calm) { scene in
            let page = try await scene.openPage(
                at: Self.path, PageVisitor(width: 360, height: 740, prefersDark: isDark))
            #expect(try await page.shows("Sur la route", inElement: "lives", within: .seconds(10)))
            #expect(try await page.shows("Mémoire", inElement: "gauges", within: .seconds(10)))
            #expect(try await page.accessibilityFaults() == [])
            try await page.click("Arrêter «\u{a0}Sur la route\u{a0}»")
            #expect(try await page.accessibilityFaults() == [])
        }
    }

    @Test("buttons are as large as a thumb, and nothing leaves the screen at 360 px and at twice the size")
    func sizes() async throws {
        try await LiveWithPage.run(environment: Self.calm) { scene in
            for (width, height) in [(360, 740), (180, 370)] {
                let page = try await scene.openPage(at: Self.path, PageVisitor(width: width, height: height))
                #expect(try await page.shows("Sur la route", inElement: "lives", within: .seconds(10)))
                #expect(try await page.evaluate(PageAccessibilityTests.smallTargets) == "[]", "\(width) px")
                #expect(try await page.evaluate(PageAccessibilityTests.overflow) == "0", "\(width) px")
                _ = try await page.evaluate("document.documentElement.style.fontSize = '200%'")
                #expect(try await page.evaluate(PageAccessibilityTests.overflow) == "0", "\(width) px, large letters")
            }
        }
    }

    @Test("an operator needs no mouse, and the focus returns to the button that opened a dialog")
    func keyboard() async throws {
        try await LiveWithPage.run(environment: Self.calm) { scene in
            let page = try await scene.openPage(at: Self.path, PageVisitor(width: 1280, height: 900))
            #expect(try await page.shows("Sur la route", inElement: "lives", within: .seconds(10)))
            _ = try await page.evaluate("document.querySelector('.live button').id = 'stopping', true")
            try await page.reaches("stopping")
            try await page.press(keys: "Enter")
            #expect(try await page.focus() == "end-reason")
            try await page.press(keys: "Escape")
            #expect(try await page.focus() == "stopping")
            // The stream goes on meanwhile, and the entry stays the same.
            #expect(try await page.shows("En direct", inElement: "freshness", within: .seconds(5)))
            try await page.press(keys: "Space")
            #expect(try await page.focus() == "end-reason")
        }
    }

    @Test("without an operator's token the page asks for one, and says why another token is refused")
    func access() async throws {
        try await Self.withTokens { node, tokens in
            let page = try await node.open(Self.path)
            #expect(try await page.shows("demande un jeton", inElement: "access-text", within: .seconds(10)))
            #expect(try await page.text(ofElement: "attention") == nil)
            try await page.fill("Jeton d'exploitation", with: try await tokens.token(role: "creator"))
            try await page.click("Ouvrir")
            #expect(try await page.shows("réservée à l'équipe", inElement: "access-text", within: .seconds(10)))
            try await page.fill("Jeton d'exploitation", with: try await tokens.token(role: "operator"))
            try await page.press(keys: "Enter")
            #expect(try await page.shows("Tout va bien", inElement: "attention-title", within: .seconds(10)))
            #expect(try await page.focus() == "attention-title")
            #expect(try await page.text(ofElement: "access") == nil)
            #expect(try await page.policyViolations() == [])
        }
    }

    @Test("a page whose node does not answer says so, instead of staying empty")
    func silentNode() async throws {
        try await Self.withTokens { node, tokens in
            let page = try await node.open(Self.path)
            #expect(try await page.shows("demande un jeton", inElement: "access-text", within: .seconds(10)))
            try await page.fill("Jeton d'exploitation", with: try await tokens.token(role: "operator"))
            await node.server.pause()
            try await page.press(keys: "Enter")
            #expect(try await page.shows("Le serveur ne répond pas", inElement: "notice", within: .seconds(30)))
            await node.server.resume()
            #expect(try await page.shows("Tout va bien", inElement: "attention-title", within: .seconds(30)))
            #expect(try await page.hides("Le serveur ne répond pas", inElement: "notice", within: .seconds(5)))
        }
    }

    /// A node that verifies tokens.
    private static func withTokens(_ body: (PageNode, SignedTokens) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/page-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let tokens = try await SignedTokens(in: folder)
        try await PageNode.run(settings: calm.merging(["ROADWAVE_JWT_KEYS": tokens.keys]) { $1 }) { node in
            try await body(node, tokens)
        }
    }
}
