import Foundation
import RoadWaveMedia
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// A replay as listeners get it: made by a node, stored in S3, served by NGINX, and played by players that no one here
/// wrote.
@Suite(
    "A replay through the cache", .serialized, .realTime, .nodeServices, .publishedReplay, .timeLimit(.minutes(5)),
    .enabled(
        if: S3Server.isInstalled && PythonEnvironment().isInstalled && CacheUnderTest.isInstalled,
        "ci/setup installs the storage, the browser's driver and NGINX"))
struct ReplayPlaybackTests {
    /// How far what is heard may be from what the page says, in seconds.
    private static let tolerance = 0.05
    private static let seeks = 20

    @Test("after each of twenty seeks Chromium plays what the page says, in MP3 and in AAC, and then to the end")
    func chromium() async throws {
        let replay = try #require(ReplayUnderTest.current)
        let browser = try await PageWitness.start()
        do {
            // Side by side, as two listeners.
            async let aac: Void = Self.listenToAAC(of: replay, in: browser)
            try await Self.listenToMP3(of: replay, in: browser)
            try await aac
        } catch {
            await browser.stop()
            throw error
        }
        await browser.stop()
        for rendition in ReplayWitness.renditions {
            let segments = try CacheLog(of: replay.cache).requests(below: "\(replay.path)/\(rendition)/")
                .filter { $0.path.hasSuffix(".ts") }
            #expect(Set(segments.map(\.path)) == Set((0..<3).map { "\(replay.path)/\(rendition)/\($0).ts" }))
            // NGINX says 499 where Chromium went elsewhere before an answer began.
            #expect(segments.allSatisfy { (200..<300).contains($0.status) || $0.status == 499 })
            // Each was read from the storage once, however often it was sought.
            #expect(segments.count { $0.storage == "200" } <= 3)
        }
    }

    @Test("ffmpeg decodes both masters without a complaint, and every sample that they list")
    func ffmpeg() async throws {
        let replay = try #require(ReplayUnderTest.current)
        let seconds = try #require(await replay.document()["duration_s"] as? Double)
        #expect(abs(seconds - Double(RisingTone.seconds)) < 0.001)
        for (master, rendition) in [("master.m3u8", "mp3"), ("master-aac.m3u8", "aac")] {
            let playlist = try #require(ListedPlaylist(try await replay.get("\(rendition)/media.m3u8").text))
            let listed = playlist.segments.reduce(0) { $0 + Int(($1.duration * 48_000).rounded()) }
            let player = try await FFmpegPlayer.play("\(replay.cache.http)\(replay.path)/\(master)", seconds: 60)
            #expect(player.complaints == [], "\(rendition)")
            // It guesses the times of the frames that share the first timestamp, by a frame too little in AAC.
            let timed = FFmpegPlayer(
                frames: Array(player.frames.dropFirst(TransportStreamMuxer.framesPerPacket)), complaints: [])
            #expect(timed.gaps == 0, "\(rendition)")
            #expect(player.frames.reduce(0) { $0 + $1.duration } == listed, "\(rendition)")
            // What encoder and decoder put before the sound is listed as well, and the last frame is filled up.
            #expect((1_024...3_500).contains(listed - Int((seconds * 48_000).rounded())), "\(rendition): \(listed)")
        }
    }

    @Test("no rule of a phone's player is broken, in either rendition", arguments: ["master.m3u8", "master-aac.m3u8"])
    func profiles(master: String) async throws {
        let replay = try #require(ReplayUnderTest.current)
        let observation = LiveObservation(
            masterURL: "\(replay.cache.http)\(replay.path)/\(master)", folder: "\(replay.folder)/\(master)",
            isFromStart: true)
        try await observation.follow(for: .seconds(30))
        let served = try await observation.served(isOver: true)
        #expect(served.variants.map(\.segments.count) == [3])
        for profile in [PlayerProfile.avPlayer, .exoPlayer] {
            #expect(profile.forReplays.violations(in: served).map(\.description) == [])
        }
    }

    // MARK: In Chromium

    /// On the page itself, whose waveform is clicked.
    private static func listenToMP3(of replay: ReplayUnderTest, in browser: PageWitness) async throws {
        let page = try await browser.open(
            "\(replay.node.http)/reecouter/\(replay.live)", PageVisitor(width: 1280, height: 800))
        #expect(try await page.shows("Écouter", inElement: "play", within: .seconds(15)))
        _ = try await page.evaluate(RisingTone.ear)
        _ = try await page.evaluate(RisingTone.comparison)
        // The sound is another origin's, and the page may only hear what was asked for with CORS.
        _ = try await page.evaluate(
            """
            (() => {
                window.audio = document.getElementById("audio");
                audio.crossOrigin = "anonymous";
                return listen(audio);
            })()
            """)
        try await page.click("Écouter")
        try await waitUntilHeard(on: page)
        for thousandths in places(seed: 9) {
            try await page.point(at: thousandths, ofElement: "waveform")
            let wanted = Double(thousandths) / 1_000 * Double(RisingTone.seconds)
            try await expectAgreement(on: page, wanted: wanted, within: 0.25, "MP3")
            // The position is written in whole seconds, four times a second.
            let shown = try await number(
                "audio.currentTime - Number(document.getElementById('waveform').getAttribute('aria-valuenow'))",
                on: page)
            #expect((-0.3...1.6).contains(shown), "the page shows \(shown) s less than it plays")
        }
        try await playToTheEnd(page, "MP3", from: "document.getElementById('waveform').focus(), null") {
            try await page.press(keys: "Home")
        }
        #expect(try await page.evaluate("new URL(audio.currentSrc).pathname") == "\"\(replay.path)/master.m3u8\"")
        #expect(try await page.text(ofElement: "play") == "Écouter")
        #expect(try await page.complaints() == [])
    }

    /// By the page's own player, given the source that it turns to where MP3 does not play.
    private static func listenToAAC(of replay: ReplayUnderTest, in browser: PageWitness) async throws {
        let page = try await browser.open("\(replay.node.http)/reecouter/\(replay.live)")
        #expect(try await page.shows("Écouter", inElement: "play", within: .seconds(15)))
        _ = try await page.evaluate(RisingTone.ear)
        _ = try await page.evaluate(RisingTone.comparison)
        let master = "\(replay.cache.http)\(replay.path)/master-aac.m3u8"
        _ = try await page.evaluate(
            """
            import('/pages/replay-player.js').then(async module => {
                window.audio = document.createElement("audio");
                audio.crossOrigin = "anonymous";
                window.player = new module.ReplayPlayer(
                    audio, {urls: ["\(master)"], duration: \(RisingTone.seconds), position: 0});
                await listen(audio);
                player.play();
            })
            """)
        try await waitUntilHeard(on: page)
        for thousandths in places(seed: 13) {
            let wanted = Double(thousandths) / 1_000 * Double(RisingTone.seconds)
            _ = try await page.evaluate("player.seek(\(wanted)), null")
            try await expectAgreement(on: page, wanted: wanted, within: 0.01, "AAC")
        }
        try await playToTheEnd(page, "AAC", from: "player.seek(0), null") {}
        #expect(try await page.evaluate("player.state") == #""idle""#)
    }

    /// Pseudo-random places of the programme, in thousandths, the ends of both inner segments among them: not so near
    /// to the end that the sound is over before it was heard.
    private static func places(seed: UInt64) -> [Int] {
        var random = SplitMix64(seed: seed)
        return [398, 401, 799, 802] + (4..<seeks).map { _ in Int.random(in: 10...940, using: &random) }
    }

    private static func waitUntilHeard(on page: WitnessedPage) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while try await page.evaluate("audio.currentTime > 0.3 && audio.heard() !== null") != "true" {
            guard ContinuousClock.now < deadline else {
                throw DriverError("Chromium ne joue rien : \(try await page.complaints())")
            }
            // why: between two looks at another process.
            try await Task.sleep(for: .milliseconds(50))
        }
        // The place to begin at was the first that was sought.
        _ = try await page.evaluate("audio.sought = null")
    }

    private static func expectAgreement(
        on page: WitnessedPage, wanted: Double, within: Double, _ rendition: String
    ) async throws {
        let compared = try await JSONDecoder().decode([Double].self, from: Data(page.evaluate("compare(audio)").utf8))
        try #require(compared.count == 2)
        let (sought, lag) = (compared[0], compared[1])
        #expect(abs(sought - wanted) <= within, "\(rendition): at \(sought) s instead of \(wanted) s")
        #expect(abs(lag) <= tolerance, "\(rendition), from \(sought) s on: the sound is \(lag) s behind what is said")
    }

    /// Plays from the beginning at twice the speed, across both boundaries.
    private static func playToTheEnd(
        _ page: WitnessedPage, _ rendition: String, from start: String, _ press: () async throws -> Void
    ) async throws {
        _ = try await page.evaluate(
            """
            (() => {
                window.failures = [];
                audio.addEventListener("error", () => failures.push(audio.error?.message));
                window.end = new Promise(done => {
                    audio.addEventListener("ended", () => done([audio.currentTime, audio.duration]), {once: true});
                });
                audio.playbackRate = 2;
            })()
            """)
        _ = try await page.evaluate(start)
        try await press()
        let end = try await JSONDecoder().decode([Double].self, from: Data(page.evaluate("window.end").utf8))
        try #require(end.count == 2)
        #expect(abs(end[0] - Double(RisingTone.seconds)) < 0.1, "\(rendition): over at \(end[0]) s of \(end[1]) s")
        #expect(try await page.evaluate("failures") == "[]", "\(rendition)")
    }

    private static func number(_ expression: String, on page: WitnessedPage) async throws -> Double {
        try #require(Double(try await page.evaluate(expression)))
    }
}
