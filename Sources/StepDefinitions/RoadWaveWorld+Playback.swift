internal import Foundation
internal import RoadWaveTestServices

/// Players that no one here wrote, on a live.
extension RoadWaveWorld {
    /// How long the players play: longer than a playlist is, so that segments have left it.
    private static let playingSeconds = 44.0

    /// The listener's applications are open; the creator is on the air, and three segments are listed, which is what a
    /// player wants before it begins.
    func startLiveForPlayers() async throws {
        for connection in [\PlaybackScene.browser, \.slowBrowser] {
            let browser = try await BrowserPlayer.open()
            atEnd { await browser.stop() }
            playback[keyPath: connection] = browser
        }
        try await startDialogue()
        try await publish(kilobitsPerSecond: 96, waits: true)
        try await waitUntilStored()
        // At the true cache: what a sabotage puts before it is for the players.
        try await PlayerRequests().waitForSegments(
            3, listedAt: try runningInfrastructure().regions[0].http + mediaPath())
    }

    /// Chromium and ffmpeg play the live from the address that `GET /lives/{id}` gives, a second Chromium plays it over a
    /// slow connection to the cache of the other region, and all that the first cache serves is kept.
    func playEverywhere() async throws {
        guard let url = try await playlistURL() else { throw DriverError("le live n'a pas d'adresse d'écoute") }
        let slow = try await ThrottledCache.start(
            before: try runningInfrastructure().regions[1].http, bitsPerSecond: PlaybackScene.slowBitsPerSecond)
        atEnd { await slow.stop() }
        let folder = folder + "/players"
        let observation = LiveObservation(masterURL: url, folder: folder)
        await playback.browser?.play(url)
        await playback.slowBrowser?.play(slow.base + (try await masterPath()))
        async let ffmpeg = FFmpegPlayer.play(url, seconds: 12)
        try await observation.follow(for: .seconds(Self.playingSeconds))
        playback.owed = await OwedSegments.look(
            for: await observation.observed, at: await observation.now, storedAt: try runningInfrastructure().storedURL)
        try await playback.browser?.hasBeenPlaying(Self.playingSeconds)
        try await playback.slowBrowser?.hasBeenPlaying(Self.playingSeconds)
        playback.slowRate = await slow.rate
        playback.report = await playback.browser?.stop()
        playback.slowReport = await playback.slowBrowser?.stop()
        playback.ffmpeg = try await ffmpeg
        let served = try await observation.served()
        playback.served = served
        guard let creator else { return }
        playback.sounds = try await withThrowingTaskGroup(of: RenditionSound.self) { group in
            for variant in served.variants {
                group.addTask { try await RenditionSound.examine(variant, in: folder, saidBy: creator) }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.name > $1.name }
        }
    }

    /// The length of the player's buffer, in seconds, as `GET /lives/{id}` gives it.
    func playerBuffer() async throws -> Double? {
        (try await liveState()?["player"] as? [String: any Sendable])?["buffer_s"] as? Double
    }

    /// The public address of the live's master playlist.
    private func playlistURL() async throws -> String? {
        guard let address = try await liveState()?["playlist_url"] as? String else { return nil }
        return URL(string: address, relativeTo: URL(string: try runningServer().http))?.absoluteString
    }
}

extension RoadWaveWorld {
    /// The player on the slow connection, which alone listens in the other region.
    func slowPlayback() async throws -> SlowPlayback {
        guard let report = playback.slowReport else { throw DriverError("aucun lecteur n'a joué") }
        let log = try CacheLog(of: try runningInfrastructure().regions[1])
        let renditions = log.requests(below: try await liveFolder()).filter { $0.path.hasSuffix(".ts") }
            .compactMap { $0.path.split(separator: "/").dropLast().last.map(String.init) }
        return SlowPlayback(
            bitsPerSecond: playback.slowRate, renditions: Set(renditions).sorted(), report: report)
    }
}
