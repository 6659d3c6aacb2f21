import Foundation
import RoadWaveMedia
import RoadWaveTestServices
import Synchronization
import Testing

@testable import StepDefinitions

/// The backups of docs/operations.md, made and restored with the commands that stand there.
@Suite(
    "Backups and restores", .serialized, .realTime, .nodeServices, .timeLimit(.minutes(5)),
    .enabled(if: S3Server.isInstalled, "ci/setup installs the storage"))
struct RestoreTests {
    @Test(
        "after the loss of all machines, a restore has the lives, their figures, the trail and the replays of the backup"
    )
    func restore() async throws {
        try await BackedUpRadio.run { radio in
            let before = try await radio.start(in: radio.first)
            let ended = try await radio.liveWithReplay(on: before)
            let mp3 = try #require(await radio.get("\(before.http)/replays/\(ended)/replay.mp3"))
            #expect(mp3.status == 200 && mp3.body.count > 100_000)
            let creator = try await radio.speak(on: before, token: "en-cours")
            let running = creator.liveID
            try await radio.wait("the second live is recorded in the database") {
                try await radio.rows("SELECT state FROM lives WHERE live_id = '\(running)'", radio.first) == ["live"]
            }
            let audited = "SELECT event FROM audit_events WHERE live_id = '\(ended)' ORDER BY 1"
            let trail = try await radio.rows(audited, radio.first)
            #expect(trail.contains("live_ended"))

            try await radio.backUp()
            await before.process.kill()
            await creator.vanish()
            try await radio.loseEverything()
            try await radio.restore()

            let after = try await radio.start(in: radio.second)
            let document = await radio.get("\(after.http)/lives/\(ended)")?.json ?? [:]
            #expect(document["state"] as? String == "ended")
            #expect(document["likes"] as? Int == 1)
            let replay = await radio.get("\(after.http)/replays/\(ended)")?.json ?? [:]
            #expect(replay["state"] as? String == "published")
            let again = await radio.get("\(after.http)/replays/\(ended)/replay.mp3")
            #expect(again?.status == 200 && again?.body == mp3.body)
            let playlist = await radio.get("\(after.http)/replays/\(ended)/master.m3u8")
            #expect(playlist?.text.hasPrefix("#EXTM3U") == true)
            // The end of the live that ran is new in the trail; what it had of the other one is as it was.
            #expect(try await radio.rows(audited, radio.second) == trail)
            try await radio.wait("the live that ran is over") {
                let document = await radio.get("\(after.http)/lives/\(running)")?.json ?? [:]
                return document["state"] as? String == "lost"
            }
            // The radio goes on.
            let next = try await radio.speak(on: after, token: "suivant")
            try await radio.wait("a new live is on air") {
                await radio.get("\(after.http)/lives/\(next.liveID)")?.json["state"] as? String == "live"
            }
            await next.vanish()
        }
    }
}

/// A node with its servers, which are lost, and others, which are restored from backups.
private final class BackedUpRadio: Sendable {
    /// What a node needs: those of before the loss, or those of after it.
    struct Ground: Sendable {
        let name: String
        let database: String
        let redis: RedisServer
        let media: String
        let copies: String
    }

    let first: Ground
    let second: Ground
    private let folder: String
    private let services: NodeServices
    private let voice: PCM

    private init(_ folder: String, _ services: NodeServices) async throws {
        self.folder = folder
        self.services = services
        voice = try await Speech.synthesise(in: folder).frames(0..<48_000 * 20)
        first = try await Self.ground("first", folder, services)
        second = try await Self.ground("second", folder, services)
    }

    private static func ground(_ name: String, _ folder: String, _ services: NodeServices) async throws -> Ground {
        let place = "\(folder)/\(name)-redis"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let bucket = "essai-\(UUID().uuidString.lowercased())"
        for bucket in [bucket, bucket + "-copies"] { try await services.storage.makeBucket(bucket) }
        return Ground(
            name: name, database: try await services.database.makeDatabase(),
            redis: try await RedisServer.start(in: place), media: bucket, copies: bucket + "-copies")
    }

    static func run(_ body: (BackedUpRadio) async throws -> Void) async throws {
        let services = try #require(NodeServices.current)
        let folder = FileManager.default.temporaryDirectory.path + "/restore-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/backup", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let radio = try await BackedUpRadio(folder, services)
        let failure: (any Error)?
        do {
            try await body(radio)
            failure = nil
        } catch {
            failure = error
        }
        for process in radio.processes.taken { await process.kill() }
        for ground in [radio.first, radio.second] { await ground.redis.stop() }
        if let failure { throw failure }
    }

    private let processes = StartedProcesses()

    private func settings(_ ground: Ground) -> [String: String] {
        var settings = services.storage.settings(bucket: ground.media)
        for (key, value) in services.storage.settings(bucket: ground.copies) {
            settings[key.replacing("ROADWAVE_S3_", with: "ROADWAVE_S3_SECONDARY_")] = value
        }
        settings["ROADWAVE_POSTGRES_URL"] = ground.database
        settings["ROADWAVE_REDIS_URL"] = ground.redis.url
        settings["ROADWAVE_ERASURES"] = folder + "/backup"
        settings["ROADWAVE_SLOT_LEASE_SECONDS"] = "3"
        settings["ROADWAVE_RENDITIONS"] = "48k"
        return settings
    }

    func start(in ground: Ground) async throws -> ServerProcess {
        let server = try await ServerProcess.start(
            data: "\(folder)/\(ground.name)-data", environment: settings(ground))
        processes.take(server.process)
        return server
    }

    func get(_ url: String) async -> HTTPWitness.Answer? { await HTTPWitness().request(url) }

    func rows(_ sql: String, _ ground: Ground) async throws -> [String] {
        try await PostgresServer.query(sql, database: ground.database)
    }

    func speak(on server: ServerProcess, token: String) async throws -> SpeakingCreator {
        try await SpeakingCreator.start(at: server.http, voice: voice, token: token)
    }

    /// A live of some seconds that somebody liked, over, with its replay.
    func liveWithReplay(on server: ServerProcess) async throws -> String {
        let creator = try await speak(on: server, token: "createur")
        let live = creator.liveID
        let like = await HTTPWitness().request(
            "\(server.http)/lives/\(live)/likes", method: "POST", headers: ["Authorization": "Bearer auditeur"])
        #expect(like?.status == 204)
        try await wait("ten seconds are stored") {
            let playlist = await get("\(server.http)/lives/\(live)/48k/media.m3u8")?.text ?? ""
            return playlist.matches(of: /#EXTINF/).count >= 5
        }
        let end = await HTTPWitness().request(
            "\(server.http)/whip/\(live)", method: "DELETE", headers: ["Authorization": "Bearer createur"])
        #expect(end?.status == 200)
        await creator.vanish()
        try await wait("the replay is published", atMost: .seconds(120)) {
            await get("\(server.http)/replays/\(live)")?.json["state"] as? String == "published"
        }
        return live
    }

    /// The dump, and a copy of both buckets. `rclone` is not a package of the tests: what it does is done here.
    func backUp() async throws {
        try await command("pg_dump", "-Fc", "--file", folder + "/backup/radio.dump", first.database)
        for (bucket, other, prefix) in [(first.media, second.media, "replays/"), (first.copies, second.copies, "")] {
            let keys = try await services.storage.keys(below: prefix, in: bucket)
            for key in keys where !key.hasPrefix("health/") {
                let bytes = try #require(try await services.storage.read(key, in: bucket))
                try await services.storage.write(bytes, to: key, in: other, type: Self.type(of: key))
            }
        }
    }

    /// The servers of before are gone, and the disk of the node; the list of erased users was kept apart.
    func loseEverything() async throws {
        await first.redis.stop()
        try FileManager.default.removeItem(atPath: folder + "/first-data")
        for bucket in [first.media, first.copies] {
            for key in try await services.storage.keys(below: "", in: bucket) {
                try await services.storage.erase(key, in: bucket)
            }
        }
    }

    func restore() async throws {
        try await command(
            "pg_restore", "--no-owner", "--exit-on-error", "-d", second.database, folder + "/backup/radio.dump")
        for arguments in [["migrate"], ["privacy", "reapply"]] {
            let process = await ChildProcess.start(
                ServerProcess.executable, arguments,
                environment: settings(second).merging(["ROADWAVE_DATA": folder + "/second-data"]) { $1 },
                name: "roadwave-server")
            let ending = await process.wait()
            let lines = await process.lines
            #expect(ending == .exited(0), "\(arguments): \(lines)")
        }
    }

    private static func type(of key: String) -> String {
        let types = [
            "m3u8": "application/vnd.apple.mpegurl", "ts": "video/mp2t", "mp3": "audio/mpeg",
            "json": "application/json",
        ]
        return key.split(separator: ".").last.flatMap { types[String($0)] } ?? "application/octet-stream"
    }

    private func command(_ name: String, _ arguments: String...) async throws {
        let process = await ChildProcess.start(name, arguments, name: name)
        guard await process.wait() == .exited(0) else {
            throw DriverError("\(name) : \(await process.lines.suffix(5).joined(separator: " | "))")
        }
    }

    func wait(
        _ what: String, atMost limit: Duration = .seconds(60), until condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while try await !condition() {
            try #require(ContinuousClock.now < deadline, "not in \(limit): \(what)")
            // why: the other processes live in real time, and say nothing when they have changed.
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}

/// The processes of a test, which are killed at its end.
private final class StartedProcesses: Sendable {
    private let all = Mutex<[ChildProcess]>([])

    var taken: [ChildProcess] { all.withLock(\.self) }

    func take(_ process: ChildProcess) { all.withLock { $0.append(process) } }
}
