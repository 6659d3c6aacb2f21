import Foundation
import RoadWaveClient
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// Whose live it is that the creator's page holds: one live for a page, one page for a live, and a token that may change.
@Suite(
    "Studio page: whose live it is", .serialized, .realTime, .timeLimit(.minutes(5)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct StudioOwnershipTests {
    @Test("two presses on the button start one live, which the page can end")
    func pressedTwice() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            try await studio.page.fill("Titre", with: "Une seule fois")
            _ = try await studio.page.evaluate("for (const _ of [1, 2]) document.getElementById('start').click()")
            #expect(try await studio.sees("En direct", in: .state, within: .seconds(20)))
            try await studio.stop()
            #expect(try await studio.sees("Votre live est terminé.", in: .notice, within: .seconds(10)))
            #expect(try await Self.states(at: tried.server.http) == ["ended"])
        }
    }

    @Test("who stops with a token that has expired is off the air, and ends the live with another token")
    func expiredToken() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/studio-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (signed, creator) = (try await SignedTokens(in: folder), UUID().uuidString)
        try await StudioUnderTest.run(settings: ["ROADWAVE_JWT_KEYS": signed.keys]) { tried in
            let studio = tried.studio
            // What the node does not take is not kept.
            try await studio.page.fill("Jeton d'accès", with: "inconnu")
            #expect(try await !studio.start(title: "Longue route", within: .seconds(2)))
            #expect(try await studio.reading(.alert)?.contains("n'est pas valable") == true)
            let short = try await signed.token(role: "creator", subject: creator, seconds: 8)
            try await studio.page.fill("Jeton d'accès", with: short)
            #expect(try await studio.start(title: "Longue route"))
            let live = try await studio.liveID()
            _ = try await studio.page.evaluate(Self.untilRefused(short))
            try await studio.stop()
            #expect(try await studio.sees("Vous n'êtes plus à l'antenne", in: .notice, within: .seconds(10)))
            let another = try await signed.token(role: "creator", subject: creator)
            _ = try await studio.page.evaluate("location.hash = 'jeton=\(another)'")
            #expect(try await studio.sees("Votre live est terminé.", in: .notice, within: .seconds(10)))
            #expect(try await studio.page.evaluate("location.hash") == "\"\"")
            let ended = await HTTPWitness().request("\(tried.server.http)/lives/\(live)")?.json
            #expect(ended?["ended_reason"] as? String == "creator")
        }
    }

    @Test("a second tab cannot take the live, another device can: the first page then stops and says so")
    func anotherPage() async throws {
        try await StudioUnderTest.run { tried in
            let studio = tried.studio
            #expect(try await studio.start(title: "Deux pages"))
            let live = try await studio.liveID()
            let told = try await studio.page.evaluate(Self.resumeInAnotherTab)
            #expect(told.contains("Ce live est ouvert dans un autre onglet"))
            #expect(try await studio.reading(.state) == "En direct")
            // Another device, where the application has put the same creator.
            let notes = try await studio.page.evaluate("({...sessionStorage})")
            let device = try await studio.page.witness.open(tried.server.http + "/studio")
            _ = try await device.evaluate("Object.assign(sessionStorage, \(notes))")
            try await device.reload()
            try await device.click("Reprendre le live")
            #expect(try await device.shows("En direct", inElement: "state", within: .seconds(20)))
            #expect(
                try await studio.sees(
                    "Ce live continue dans une autre page ou sur un autre appareil", in: .notice,
                    within: .seconds(30)))
            #expect(try await device.text(ofElement: "state") == "En direct")
            let state = await HTTPWitness().request("\(tried.server.http)/lives/\(live)")?.json["state"]
            #expect(state as? String == "live")
        }
    }

    @Test("a creator whose live was left by another application is told so, and can end it from the page")
    func liveOfAnotherApplication() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/studio-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let signed = try await SignedTokens(in: folder)
        let token = try await signed.token(role: "creator", subject: UUID().uuidString)
        // The other application connects to nothing, and its live must not end by itself meanwhile.
        let settings = ["ROADWAVE_JWT_KEYS": signed.keys, "ROADWAVE_CONNECT_TIMEOUT_SECONDS": "300"]
        try await StudioUnderTest.run(settings: settings) { tried in
            let studio = tried.studio
            let left = try await WHIPClient(token: token).publish(
                offer: Publisher(configuration: .init(certificate: try .generate())).offer(),
                to: tried.server.http + "/whip?title=Ailleurs"
            ).liveID
            try await studio.page.fill("Jeton d'accès", with: token)
            #expect(try await !studio.start(title: "Ici", within: .seconds(5)))
            #expect(try await studio.reading(.alert)?.contains("Vous avez déjà un live en cours") == true)
            try await studio.page.click("En démarrer un autre")
            #expect(try await studio.start(title: "Ici"))
            #expect(try await studio.liveID() != left)
            let ended = await HTTPWitness().request("\(tried.server.http)/lives/\(left)")?.json
            #expect(ended?["ended_reason"] as? String == "creator")
        }
    }

    /// The states of all lives of a node.
    private static func states(at node: String) async throws -> [String] {
        let lives = await HTTPWitness().request(node + "/lives")?.json["lives"] as? [any Sendable] ?? []
        return lives.compactMap { ($0 as? [String: any Sendable])?["state"] as? String }
    }

    /// Waits until the node refuses a token: it answers with 404 before, since there is no such live.
    private static func untilRefused(_ token: String) -> String {
        """
        (async () => {
            const order = {method: "DELETE", headers: {Authorization: "Bearer \(token)"}};
            const isRefused = async () =>
                (await fetch("/whip/00000000-0000-4000-8000-000000000000", order)).status === 401;
            while (!await isRefused()) await new Promise(done => setTimeout(done, 500));
        })()
        """
    }

    /// Opens the studio in another tab, which takes the notes of this one along; goes on with its live there.
    private static let resumeInAnotherTab = """
        (async () => {
            const tab = window.open("/studio");
            const element = id => tab.document.getElementById(id);
            const until = async isSo => {
                for (let tries = 0; tries < 100 && !isSo(); tries += 1) await new Promise(done => setTimeout(done, 100));
            };
            await until(() => element("resumption")?.hidden === false);
            element("resume").click();
            await until(() => element("alert-text").textContent !== "");
            const told = element("alert-text").textContent;
            tab.close();
            return told;
        })()
        """
}
