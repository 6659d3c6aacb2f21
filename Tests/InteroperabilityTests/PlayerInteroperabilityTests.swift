import Foundation
import RoadWaveMedia
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// Players that no one here wrote, on a live of a minute that NGINX serves with the configuration of production. Its
/// storage is the node, which serves the media that it keeps.
@Suite(
    "Players that no one here wrote", .serialized, .realTime,
    .enabled(if: PythonEnvironment().isInstalled && CacheUnderTest.isInstalled, "ci/setup installs the peers and NGINX")
)
struct PlayerInteroperabilityTests {
    private static let seconds = 60.0

    @Test(
        "Chromium and ffmpeg play a minute through NGINX without a stall, and no rule of a phone's player is broken",
        .timeLimit(.minutes(5)))
    func minute() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/roadwave-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let browser = try await BrowserPlayer.open()
        let server = try await ServerProcess.start(data: folder + "/data", environment: [:])
        do {
            let cache = try await NGINXServer.start(in: folder + "/cache", storage: server.http, prefix: "")
            do {
                try await play(from: server, through: cache, browser, in: folder)
            } catch {
                await cache.stop()
                throw error
            }
            await cache.stop()
        } catch {
            await browser.stop()
            await server.process.stop()
            throw error
        }
        await browser.stop()
        await server.process.stop()
    }

    private func play(
        from server: ServerProcess, through cache: NGINXServer, _ browser: BrowserPlayer, in folder: String
    ) async throws {
        let spoken = try await Speech.synthesise(in: folder)
        // The same speech again: nothing here looks for it in what is heard.
        let voice = PCM(samples: spoken.samples + spoken.samples, channels: 1).frames(
            0..<Int(Self.seconds + 18) * 48_000)
        let creator = try await FFmpegCreator.start(
            whip: server.http + "/whip?title=FFmpeg", token: "essai", bitrate: 48_000, voice: voice, microphone: nil,
            python: PythonEnvironment())
        let live = "/lives/\(try #require(try await creator.liveID()))"
        let url = "\(cache.http)\(live)/master.m3u8"
        // What a player wants before it begins; the time limit of the test is the bound.
        try await PlayerRequests().waitForSegments(
            3, listedAt: url.replacing("master.m3u8", with: "96k/media.m3u8"))
        let observation = LiveObservation(masterURL: url, folder: folder + "/served")
        await browser.play(url)
        async let ffmpeg = FFmpegPlayer.play(url, seconds: Self.seconds)
        async let following: Void = observation.follow(for: .seconds(3 * Self.seconds))
        try await browser.hasBeenPlaying(Self.seconds)
        let report = await browser.stop()
        let decoded = try await ffmpeg
        // The creator says the rest and leaves; the playlists say so.
        _ = await creator.process.wait()
        try await following
        await creator.stop()

        #expect(report.interruptions == [])
        #expect(report.settledRenditions == ["96k"])
        #expect(report.played >= Self.seconds - 10)
        #expect(report.stalled <= 0.5)
        #expect(decoded.complaints == [])
        #expect(decoded.gaps == 0)
        #expect(decoded.played >= Self.seconds)
        #expect(decoded.stalled == 0)
        let served = try await observation.served(isOver: true)
        for profile in [PlayerProfile.avPlayer, .exoPlayer] {
            #expect(profile.violations(in: served).map(\.description) == [])
        }
        // Three players read the same segments: NGINX kept them, and asked for each no more than once.
        let segments = try CacheLog(of: cache).requests(below: live + "/").filter { $0.path.hasSuffix(".ts") }
        let heard = Set(segments.filter { $0.status < 300 }.map(\.path))
        #expect(Double(heard.count) * 2 >= Self.seconds)
        #expect(segments.count { $0.storage == "200" } <= heard.count)
        #expect(segments.contains { $0.cache == "HIT" })
    }
}
