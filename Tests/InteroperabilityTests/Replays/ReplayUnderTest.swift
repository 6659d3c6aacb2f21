import Foundation
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// A replay that a node has made of a recording on its disk, published in a real storage behind the cache of
/// production.
struct ReplayUnderTest: Sendable {
    /// The one of the suite that runs.
    @TaskLocal static var current: ReplayUnderTest?

    let live: String
    let node: ServerProcess
    let cache: NGINXServer
    let storage: S3Server
    let bucket: String
    let database: String
    /// `ROADWAVE_…` keys of the node, for commands beside it.
    let settings: [String: String]
    let folder: String

    /// The path of its media, for the cache and for the storage.
    var path: String { "/replays/\(live)" }
    /// All its objects: three segments of each rendition, playlists, the MP3 and the waveform.
    var objects: [String] {
        let segments = ReplayWitness.renditions.flatMap { name in (0..<3).map { "\(name)/\($0).ts" } }
        let playlists = ["master.m3u8", "master-aac.m3u8"] + ReplayWitness.renditions.map { "\($0)/media.m3u8" }
        return (segments + playlists + ["replay.mp3", "waveform.json"]).sorted()
    }

    /// What the cache answers about an object of the replay.
    func get(
        _ object: String, method: String = "GET", headers: [String: String] = [:]
    ) async throws -> HTTPWitness.Answer {
        let answer = await HTTPWitness().persistently(
            "\(cache.http)\(path)/\(object)", method: method, headers: headers)
        return try #require(answer, "the cache does not answer")
    }

    /// What the storage itself answers about it.
    func stored(_ object: String, method: String = "GET") async throws -> HTTPWitness.Answer {
        let answer = await HTTPWitness().persistently(
            "\(storage.endpoint)\(storage.publicPrefix)/\(bucket)\(path)/\(object)", method: method)
        return try #require(answer, "the storage does not answer")
    }

    /// What the node says about the replay.
    func document() async -> [String: any Sendable] {
        await HTTPWitness().persistently("\(node.http)\(path)")?.json ?? [:]
    }

    /// Waits until the replay is published.
    func waitUntilPublished() async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while await document()["state"] as? String != "published" {
            guard ContinuousClock.now < deadline else {
                throw DriverError("pas de replay : \(await node.process.lines.suffix(5).joined(separator: " | "))")
            }
            // why: between two looks at another process.
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Runs `roadwave-server` with the node's settings until it ends.
    func command(_ arguments: String...) async -> (ending: ChildProcess.Ending?, lines: [String]) {
        let process = await ChildProcess.start(
            ServerProcess.executable, arguments, environment: settings, name: "roadwave-server \(arguments[0])")
        let ending = await process.wait()
        return (ending, await process.lines)
    }
}

/// Gives a suite a published replay. A live of 25 s is not waited for: a node that starts on the disk of one that died
/// hands over the recordings that it finds there.
struct PublishedReplayTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        guard let services = NodeServices.current, CacheUnderTest.isInstalled else { return try await body() }
        let folder = FileManager.default.temporaryDirectory.path + "/roadwave-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder + "/data/recordings", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bucket = "replay-\(UUID().uuidString.lowercased())"
        try await services.storage.makeBucket(bucket)
        let database = try await services.database.makeDatabase()
        let cache = try await NGINXServer.start(
            in: folder + "/cache", storage: services.storage.endpoint,
            prefix: "\(services.storage.publicPrefix)/\(bucket)")
        var settings = services.storage.settings(bucket: bucket)
        settings["ROADWAVE_POSTGRES_URL"] = database
        settings["ROADWAVE_MEDIA_BASE_URL"] = cache.http
        settings["ROADWAVE_DATA"] = folder + "/data"
        settings["ROADWAVE_RATE_READ"] = "off/off"
        do {
            let live = try await Self.leaveRecording(settings, database: database)
            let node = try await ServerProcess.start(data: folder + "/data", environment: settings)
            do {
                let replay = ReplayUnderTest(
                    live: live, node: node, cache: cache, storage: services.storage, bucket: bucket,
                    database: database, settings: settings, folder: folder)
                try await replay.waitUntilPublished()
                try await ReplayUnderTest.$current.withValue(replay) { try await body() }
            } catch {
                await node.process.stop()
                throw error
            }
            await node.process.stop()
        } catch {
            await cache.stop()
            throw error
        }
        await cache.stop()
    }

    /// Leaves what a dead node leaves: the row of a live that is over, and its recording on the disk.
    /// - Returns: the live.
    private static func leaveRecording(_ settings: [String: String], database: String) async throws -> String {
        let migration = await ChildProcess.start(
            ServerProcess.executable, ["migrate"], environment: settings, name: "roadwave-server migrate")
        guard await migration.wait() == .exited(0) else {
            throw DriverError("la base n'est pas prête : \(await migration.lines.suffix(5).joined(separator: " | "))")
        }
        let live = UUID().uuidString.lowercased()
        _ = try await PostgresServer.query(
            """
            INSERT INTO lives (live_id, creator_id, title, started_at, ended_at, state, ended_reason, tags, renditions,
                player_buffer_ms, title_search, tags_search)
            VALUES ('\(live)', gen_random_uuid(), 'Le temps qui passe',
                date_trunc('milliseconds', now() - interval '\(120 + RisingTone.seconds) seconds'),
                date_trunc('milliseconds', now() - interval '120 seconds'), 'ended', 'creator', '{}', '{48k}', 6000,
                'le temps qui passe', '{}')
            """, database: database)
        let recordings = (settings["ROADWAVE_DATA"] ?? "") + "/recordings"
        try Data(try RisingTone.recording()).write(to: URL(filePath: "\(recordings)/\(live).opus"))
        return live
    }
}

extension Trait where Self == PublishedReplayTrait {
    /// A published replay, over the servers of ``NodeServices``.
    static var publishedReplay: PublishedReplayTrait { PublishedReplayTrait() }
}
