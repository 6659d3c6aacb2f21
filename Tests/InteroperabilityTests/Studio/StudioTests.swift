import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// The creator's page, used as a person uses it, in headless Chromium.
@Suite(
    "Studio page", .serialized, .realTime, .timeLimit(.minutes(5)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct StudioTests {
    @Test("a creator starts a live, is on the air, sees its figures, and ends it")
    func wholeLive() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            #expect(try await studio.start(title: "Sur la route"))
            #expect(try await tried.live("state") == "live")
            #expect(try await tried.live("title") == "Sur la route")
            #expect(try await tried.live("classification_age") == "Tout public")
            #expect(try await studio.sees("Bonne", in: .quality, within: .seconds(20)))
            #expect(try await studio.sees("48\u{a0}kbit/s", in: .bitrate, within: .seconds(5)))
            #expect(try await studio.page.shows("Le micro vous entend.", within: .seconds(10)))
            #expect(
                try await studio.page.value(ofField: "Lien des auditeurs").hasPrefix("\(tried.server.http)/ecouter/"))
            let live = try await studio.liveID()
            try await studio.stop()
            #expect(try await studio.sees("Votre live est terminé.", in: .notice, within: .seconds(10)))
            let ended = await HTTPWitness().request("\(tried.server.http)/lives/\(live)")?.json
            #expect(ended?["ended_reason"] as? String == "creator")
            #expect(try await studio.page.complaints() == [])
        }
    }

    @Test("a muted microphone shows in the button, the pill and the title, and the same button unmutes it")
    func mute() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            #expect(try await studio.start(title: "Pause"))
            try await studio.page.click("Couper le micro")
            #expect(try await studio.sees("Micro coupé", in: .state, within: .seconds(5)))
            #expect(try await studio.page.evaluate("document.title") == "\"Micro coupé · RoadWave\"")
            #expect(try await studio.page.evaluate("document.body.dataset.muted") == "\"true\"")
            try await studio.page.click("Rétablir le micro")
            #expect(try await studio.sees("En direct", in: .state, within: .seconds(5)))
            #expect(try await studio.page.evaluate("document.body.dataset.muted") == "\"false\"")
        }
    }

    @Test("a live ends after a confirmation, and its link is complete as text and as a code")
    func confirmation() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            #expect(try await studio.start(title: "Essai"))
            let link = try await studio.page.value(ofField: "Lien des auditeurs")
            let isWhole = "(field => field.scrollHeight <= field.clientHeight)(document.getElementById('link'))"
            #expect(try await studio.page.evaluate(isWhole) == "true")
            try await studio.page.click("Code QR")
            #expect(try await studio.page.shows(link, inElement: "code-link", within: .seconds(5)))
            #expect(
                try await studio.page.evaluate("document.querySelector('#code path').getBBox().width >= 37") == "true")
            try await studio.page.click("Fermer")
            try await studio.page.click("Arrêter le live")
            try await studio.page.click("Continuer")
            #expect(try await tried.live("state") == "live")
            #expect(try await studio.reading(.state) == "En direct")
            try await studio.stop()
            #expect(try await studio.sees("Votre live est terminé.", in: .notice, within: .seconds(10)))
        }
    }

    @Test("a drained server tells its creator, who may go on")
    func drained() async throws {
        try await StudioUnderTest.run { tried async throws in
            #expect(try await tried.studio.start(title: "Mise à jour"))
            let drain = await ChildProcess.start(
                ServerProcess.executable, ["drain", "--no-wait", "--data", tried.folder + "/data"], name: "drain")
            #expect(await drain.wait() == .exited(0))
            #expect(
                try await tried.studio.sees(
                    "Ce serveur va s'arrêter pour une mise à jour.", in: .warning, within: .seconds(10)))
            #expect(try await tried.studio.reading(.state) == "En direct")
            #expect(try await tried.live("state") == "live")
        }
    }

    @Test("a microphone that is refused is explained, and no live begins")
    func refusedMicrophone() async throws {
        try await StudioUnderTest.run(visitor: PageVisitor(allowsMicrophone: false)) { tried in
            #expect(try await !tried.studio.start(title: "Muet", within: .seconds(3)))
            let alert = try await tried.studio.reading(.alert)
            #expect(alert?.hasPrefix("L'accès au micro est refusé.") == true)
            let lives = await HTTPWitness().request(tried.server.http + "/lives")?.json["lives"] as? [any Sendable]
            #expect(lives?.isEmpty == true)
        }
    }

    @Test("a page that is loaded again goes on with the same live")
    func reload() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            #expect(try await studio.start(title: "Rechargé"))
            let live = try await studio.liveID()
            try await studio.page.reload()
            #expect(try await studio.page.shows("Un live vous attend", within: .seconds(10)))
            try await studio.page.click("Reprendre le live")
            #expect(try await studio.sees("En direct", in: .state, within: .seconds(20)))
            #expect(try await studio.liveID() == live)
            #expect(try await tried.live("state") == "live")
            #expect(try await studio.sees("Rechargé", in: .title, within: .seconds(5)))
        }
    }

    @Test("a network that breaks for a while interrupts the live, which then goes on")
    func networkBreak() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            #expect(try await studio.start(title: "Tunnel"))
            let live = try await studio.liveID()
            await tried.network.cut()
            #expect(
                try await studio.sees("Connexion interrompue, reconnexion…", in: .warning, within: .seconds(30)))
            // Nobody measures a connection that is not there.
            #expect(try await studio.reading(.quality) == "–")
            await tried.network.relieve()
            #expect(try await studio.sees("En direct", in: .state, within: .seconds(40)))
            #expect(try await studio.sees("", in: .warning, isGone: true, within: .seconds(20)))
            #expect(try await studio.liveID() == live)
            #expect(try await tried.live("state") == "live")
        }
    }

    @Test("a creator whose node dies and comes back without the live reads that it is lost")
    func deadNode() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            #expect(try await studio.start(title: "Panne"))
            await tried.server.process.kill()
            #expect(
                try await studio.sees("Connexion interrompue, reconnexion…", in: .warning, within: .seconds(30)))
            let restarted = try await StudioUnderTest.start(
                in: tried.folder, behind: tried.network, http: String(tried.server.http.dropFirst("http://".count)))
            let isTold = try await studio.sees(
                "Connexion perdue. Veuillez redémarrer le live", in: .alert, within: .seconds(30))
            await restarted.process.stop()
            #expect(isTold)
        }
    }

    @Test("a creator whose node stays dead reads that the live is lost, when it cannot be waiting any more")
    func absentNode() async throws {
        // A minute in production.
        try await StudioUnderTest.run(settings: ["ROADWAVE_CREATOR_TIMEOUT_SECONDS": "12"]) {
            (tried: StudioUnderTest) async throws in
            #expect(try await tried.studio.start(title: "Panne"))
            await tried.server.process.kill()
            #expect(
                try await tried.studio.sees(
                    "Connexion perdue. Veuillez redémarrer le live", in: .alert, within: .seconds(60)))
        }
    }

    @Test("if another node answers, a creator whose node stays dead is told soon, and goes on air there")
    func otherNode() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/studio-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let other = try await ServerProcess.start(data: folder + "/b", environment: ["ROADWAVE_RENDITIONS": "48k"])
        do {
            try await StudioUnderTest.run(settings: ["ROADWAVE_NODE_URLS": other.http]) { tried in
                #expect(try await tried.studio.start(title: "Panne"))
                let live = try await tried.studio.liveID()
                await tried.server.process.kill()
                // A minute more if nobody answered: the node could be waiting for its creator.
                #expect(
                    try await tried.studio.sees(
                        "Connexion perdue. Veuillez redémarrer le live", in: .alert, within: .seconds(40)))
                #expect(try await tried.studio.start(title: "De nouveau", within: .seconds(30)))
                let link = try await tried.studio.page.value(ofField: "Lien des auditeurs")
                #expect(link.hasPrefix(other.http + "/ecouter/"))
                let again = try await tried.studio.liveID()
                #expect(again != live)
                let document = await HTTPWitness().request("\(other.http)/lives/\(again)")?.json
                #expect(document?["state"] as? String == "live")
            }
        } catch {
            await other.process.stop()
            throw error
        }
        await other.process.stop()
    }

    @Test("HTML in titles and tags is text, on every page, and no policy is violated")
    func markup() async throws {
        try await StudioUnderTest.run { tried in
            let (studio, attack) = (
                tried.studio, #"<img src=x onerror="document.title='pris'"><script>alert(1)</script>"#
            )
            try await studio.page.fill("Thèmes", with: attack)
            #expect(try await studio.start(title: attack))
            #expect(try await studio.sees(attack, in: .title, within: .seconds(5)))
            let live = try await studio.liveID()
            for path in ["/", "/ecouter/\(live)"] {
                let page = try await studio.page.witness.open(tried.server.http + path)
                #expect(try await page.shows(attack, within: .seconds(10)), "\(path)")
                #expect(try await page.evaluate("document.title") != "\"pris\"")
                #expect(try await page.policyViolations() == [])
            }
            #expect(try await studio.page.evaluate("document.title") == "\"En direct · RoadWave\"")
            #expect(try await studio.page.policyViolations() == [])
        }
    }
}
