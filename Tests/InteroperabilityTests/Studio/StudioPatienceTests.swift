import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// What a creator waits for: a network that lets sound pass, an answer, a place.
@Suite(
    "Studio page: what is waited for", .serialized, .realTime, .timeLimit(.minutes(3)),
    .enabled(if: PythonEnvironment().isInstalled, "ci/setup installs the browser's driver"))
struct StudioPatienceTests {
    @Test("a network that lets pages pass and no sound is named as such, and the live ends for all at once")
    func blockedNetwork() async throws {
        // A minute in production.
        try await StudioUnderTest.run(settings: ["ROADWAVE_CREATOR_TIMEOUT_SECONDS": "20"]) { tried in
            let studio = tried.studio
            await tried.network.cut()
            #expect(try await !studio.start(title: "Réseau d'entreprise", within: .seconds(1)))
            #expect(try await studio.sees("bloque le son (UDP)", in: .warning, within: .seconds(40)))
            let live = try await studio.liveID()
            #expect(
                try await studio.sees(
                    "Le live est arrêté\u{a0}: ce réseau bloque le son", in: .alert, within: .seconds(60)))
            let ended = await HTTPWitness().request("\(tried.server.http)/lives/\(live)")?.json
            #expect(ended?["state"] as? String == "ended")
            // The node has waited for sound as long as it waits for any creator.
            #expect(ended?["ended_reason"] as? String == "creator_timeout")
        }
    }

    @Test("an answer that comes when nobody waits for it any more leaves no live behind")
    func lateAnswer() async throws {
        // Longer than the page waits: the live is ended by the page, not for want of sound.
        try await StudioUnderTest.run(settings: ["ROADWAVE_CONNECT_TIMEOUT_SECONDS": "120"]) { tried in
            let studio = tried.studio
            _ = try await studio.page.evaluate(
                """
                (() => {
                    const ask = fetch;
                    window.fetch = async (url, options) => {
                        const answer = await ask(url, options);
                        if (options?.method === "POST") await new Promise(done => {
                            window.lateLive = answer.headers.get("Location").split("/").at(-1);
                            window.letAnswerCome = done;
                        });
                        return answer;
                    };
                })()
                """)
            #expect(try await !studio.start(title: "Trop tard", within: .seconds(1)))
            #expect(try await studio.sees("Le serveur ne répond pas.", in: .alert, within: .seconds(40)))
            #expect(try await studio.page.shows("Nouveau live", inElement: "preparation", within: .seconds(1)))
            // A live that was never heard is in no list.
            let live = try await studio.page.evaluate("lateLive").trimmingCharacters(in: ["\""])
            let address = "\(tried.server.http)/lives/\(live)"
            #expect(await HTTPWitness().request(address)?.json["state"] as? String != "ended")
            _ = try await studio.page.evaluate("letAnswerCome()")
            try await eventually { await HTTPWitness().request(address)?.json["ended_reason"] as? String == "creator" }
        }
    }

    @Test("a premium creator is told the place in the queue, and goes on the air when it is free")
    func queue() async throws {
        try await Self.withTokens { signed in
            try await StudioUnderTest.run(
                settings: ["ROADWAVE_JWT_KEYS": signed.keys, "ROADWAVE_MAX_LIVES": "1"]
            ) { tried in
                let studio = tried.studio
                let other = try await studio.page.witness.open(tried.server.http + "/studio")
                try await other.fill("Jeton d'accès", with: signed.token(role: "creator"))
                try await other.fill("Titre", with: "À l'antenne")
                try await other.click("Démarrer le live")
                #expect(try await other.shows("En direct", inElement: "state", within: .seconds(20)))
                try await studio.page.fill("Jeton d'accès", with: signed.token(role: "creator", isPremium: true))
                #expect(try await !studio.start(title: "Le suivant", within: .seconds(1)))
                #expect(
                    try await studio.page.shows("Vous êtes n°\u{a0}1", inElement: "queue-text", within: .seconds(20)))
                try await other.click("Arrêter le live")
                try await other.click("Oui, l'arrêter")
                #expect(try await studio.sees("En direct", in: .state, within: .seconds(60)))
                #expect(try await tried.live("title") == "Le suivant")
            }
        }
    }

    @Test("a token that will expire in mid-live is asked for before it does")
    func expiringToken() async throws {
        try await Self.withTokens { signed in
            try await StudioUnderTest.run(settings: ["ROADWAVE_JWT_KEYS": signed.keys]) { tried in
                let (studio, creator) = (tried.studio, UUID().uuidString)
                let short = try await signed.token(role: "creator", subject: creator, seconds: 290)
                try await studio.page.fill("Jeton d'accès", with: short)
                #expect(try await studio.start(title: "Longue route"))
                #expect(
                    try await studio.page.shows(
                        "Votre jeton expire dans 5 minutes.", inElement: "renewal-text", within: .seconds(5)))
                let long = try await signed.token(role: "creator", subject: creator, seconds: 3600)
                try await studio.page.fill("Jeton d'accès", with: long)
                // Who types takes longer than the page, which goes on showing the figures of the live.
                let before = try await Self.figures(in: studio.page)
                try await eventually { try await Self.figures(in: studio.page) >= before + 2 }
                #expect(try await studio.page.value(ofField: "Jeton d'accès") == long)
                try await studio.page.click("Utiliser ce jeton")
                #expect(try await studio.page.hides("Votre jeton", inElement: "renewal-text", within: .seconds(5)))
                #expect(try await studio.page.value(ofField: "Jeton d'accès") == "")
                #expect(try await studio.reading(.state) == "En direct")
                try await studio.stop()
                #expect(try await studio.sees("Votre live est terminé.", in: .notice, within: .seconds(10)))
            }
        }
    }

    private static func withTokens(_ body: (SignedTokens) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/tokens-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(try await SignedTokens(in: folder))
    }

    /// How often a studio page has been given the figures of its live.
    private static func figures(in page: WitnessedPage) async throws -> Int {
        let asked = """
            performance.getEntriesByType("resource").filter(({name}) => /\\/lives\\/[^/]+$/.test(name)).length
            """
        return try #require(Int(try await page.evaluate(asked)))
    }

    /// Waits for a condition. The time limit of the test bounds it.
    private func eventually(_ condition: () async throws -> Bool) async throws {
        while try await !condition() {
            // why: between two looks at another process.
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
