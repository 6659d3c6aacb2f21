import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// The pages as they are for people who do not see them, or see them large, or use no mouse: by Chromium's own word and by
/// axe-core's rules.
@Suite(
    "Accessibility of the pages", .serialized, .realTime, .timeLimit(.minutes(3)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct PageAccessibilityTests {
    @Test("names, roles, contrasts and the language are right, in the light and in the dark", arguments: [false, true])
    func rules(isDark: Bool) async throws {
        try await LiveWithPage.run { scene in
            let visitor = PageVisitor(width: 360, height: 740, prefersDark: isDark)
            let listener = try await scene.openPage(visitor)
            #expect(try await listener.shows("En direct", inElement: "state", within: .seconds(10)))
            #expect(try await listener.accessibilityFaults() == [])
            try await listener.click("Rejoindre le live")
            try await scene.hears(listener)
            try await listener.click("J'aime")
            #expect(try await listener.shows("est compté", inElement: "notice", within: .seconds(5)))
            #expect(try await listener.accessibilityFaults() == [])
            try await listener.click("Signaler")
            #expect(try await listener.accessibilityFaults() == [])
            for path in ["/", "/studio"] {
                let page = try await scene.openPage(at: path, visitor)
                #expect(try await page.shows(path == "/" ? "Sur la route" : "Nouveau live", within: .seconds(10)))
                #expect(try await page.accessibilityFaults() == [])
            }
            let studio = try await scene.openPage(at: "/studio", visitor)
            try await studio.fill("Titre", with: "Accessible")
            try await studio.click("Démarrer le live")
            let isOnAir = try await studio.shows("En direct", inElement: "state", within: .seconds(30))
            let shown = try await studio.text()
            #expect(isOnAir, "\(shown)")
            try await studio.click("Couper le micro")
            #expect(try await studio.accessibilityFaults() == [])
        }
    }

    @Test("the witness sees what is wrong")
    func sabotage() async throws {
        try await PageNode.run { node in
            let page = try await node.open("/studio")
            _ = try await page.evaluate(
                """
                document.documentElement.removeAttribute("lang"),
                document.querySelector("label[for=title]").remove(), document.getElementById("title").placeholder = "",
                document.getElementById("preparation-title").style.color = "#aaa"
                """)
            let faults = try await page.accessibilityFaults()
            for rule in ["html-has-lang", "label", "color-contrast"] {
                #expect(faults.contains { $0.hasPrefix(rule + ":") }, "\(rule)")
            }
            _ = try await page.evaluate("document.getElementById('start').style.minHeight = '20px', null")
            #expect(try await page.evaluate(Self.smallTargets).contains("start"))
        }
    }

    @Test("buttons are as large as a thumb, and nothing leaves the screen at 360 px and at twice the size")
    func sizes() async throws {
        try await LiveWithPage.run { scene in
            // 360 px at 200 % are 180; what is too large for them wraps.
            for (width, height) in [(360, 740), (180, 370)] {
                let visitor = PageVisitor(width: width, height: height)
                let listener = try await scene.openPage(visitor)
                #expect(try await listener.shows("En direct", inElement: "state", within: .seconds(10)))
                let (index, studio) = (
                    try await scene.openPage(at: "/", visitor), try await scene.openPage(at: "/studio", visitor)
                )
                #expect(try await index.shows("Sur la route", within: .seconds(10)))
                try await studio.press("Réglages du son")
                for page in [listener, index, studio] {
                    #expect(try await page.evaluate(Self.smallTargets) == "[]", "\(width) px")
                    #expect(try await page.evaluate(Self.overflow) == "0", "\(width) px")
                    // Letters twice as large, as a browser's setting has it.
                    _ = try await page.evaluate("document.documentElement.style.fontSize = '200%'")
                    #expect(try await page.evaluate(Self.overflow) == "0", "\(width) px, large letters")
                }
            }
        }
    }

    @Test("a listener needs no mouse, and never loses the keyboard's place")
    func listenerKeyboard() async throws {
        try await LiveWithPage.run { scene in
            let page = try await scene.openPage(PageVisitor(width: 1280, height: 800))
            #expect(try await page.shows("En direct", inElement: "state", within: .seconds(10)))
            try await page.reaches("join")
            try await page.press(keys: "Enter")
            #expect(try await page.focus() == "quit")
            try await page.reaches("like")
            try await page.press(keys: "Space")
            #expect(try await page.shows("est compté", inElement: "notice", within: .seconds(5)))
            #expect(try await page.attribute("role", ofElement: "notice") == "status")
            #expect(try await page.focus() == "like")
            try await page.press(keys: "Enter", "Tab", "Enter")
            #expect(try await scene.counts()[1] == 1)
            #expect(try await page.focus() == "category")
            try await page.press(keys: "Escape")
            #expect(try await page.focus() == "report")
            try await page.press(keys: "Enter", "ArrowDown")
            try await page.choose("Violence", in: "Pour quelle raison\u{202f}?")
            try await page.reaches("report-send")
            try await page.press(keys: "Enter")
            #expect(try await page.shows("signalement est transmis", inElement: "notice", within: .seconds(5)))
            #expect(try await page.focus() == "report")
        }
    }

    @Test("a creator needs no mouse, and goes on at the heading of what comes next")
    func studioKeyboard() async throws {
        try await PageNode.run { node in
            let page = try await node.open("/studio", PageVisitor(width: 1280, height: 800))
            try await page.reaches("title")
            try await page.press(keys: "L", "i", "v", "e")
            try await page.reaches("start")
            try await page.press(keys: "Enter")
            #expect(try await page.shows("En direct", inElement: "state", within: .seconds(20)))
            #expect(try await page.focus() == "on-air-title")
            try await page.reaches("mute")
            try await page.press(keys: "Space")
            #expect(try await page.text(ofElement: "mute") == "Rétablir le micro")
            #expect(try await page.focus() == "mute")
            try await page.reaches("stop")
            // A question first: who declines it is where they were.
            try await page.press(keys: "Enter", "Escape")
            #expect(try await page.focus() == "stop")
            try await page.press(keys: "Enter")
            try await page.reaches("stop-confirm")
            try await page.press(keys: "Enter")
            #expect(try await page.shows("Votre live est terminé.", inElement: "notice", within: .seconds(10)))
            #expect(try await page.focus() == "preparation-title")
        }
    }

    @Test("who has asked for less motion sees none")
    func motion() async throws {
        try await LiveWithPage.run { scene in
            let moving = try await scene.openPage()
            #expect(try await moving.shows("En direct", inElement: "state", within: .seconds(10)))
            #expect(try await moving.evaluate("document.getAnimations().length") != "0")
            let still = try await scene.openPage(PageVisitor(prefersReducedMotion: true))
            #expect(try await still.shows("En direct", inElement: "state", within: .seconds(10)))
            #expect(try await still.evaluate("document.getAnimations().length") == "0")
        }
    }

    /// What is pressed and smaller than 44 px, in either direction (WCAG 2.2, 2.5.5): a box is pressed by its label, too.
    static let smallTargets = """
        [...document.querySelectorAll("a, button, input, select, summary")].filter(element => element.checkVisibility())
            .map(element => element.type === "checkbox" ? element.closest("label") : element)
            .filter(element => Math.min(element.offsetWidth, element.offsetHeight) < 43.5)
            .map(element => element.outerHTML.slice(0, 80))
        """

    /// How far a page is wider than its window.
    static let overflow = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
}

extension WitnessedPage {
    /// The identifier of what has the keyboard's focus.
    func focus() async throws -> String {
        try await evaluate("document.activeElement.id").replacing("\"", with: "")
    }

    /// Goes to an element with the Tab key alone.
    func reaches(_ id: String) async throws {
        for _ in 0..<30 {
            if try await focus() == id { return }
            try await press(keys: "Tab")
        }
        throw DriverError("la touche Tab ne mène pas à #\(id)")
    }
}
