import Foundation
import RoadWaveClient
import RoadWaveMedia
import RoadWaveTestServices
import Testing

@testable import StepDefinitions

/// Two `roadwave-server` processes over one Redis, one PostgreSQL and one S3.
struct TwoNodes: Sendable {
    static let token = "createur-de-la-specification"

    let a: ServerProcess
    let b: ServerProcess
    let redis: RedisServer
    let voice: PCM
    private let folder: String
    private let bucket: String
    private let settings: [String: String]
    private let services: NodeServices

    /// Calls `body` beside two nodes that take lives.
    static func run(_ body: (TwoNodes) async throws -> Void) async throws {
        let services = try #require(NodeServices.current)
        let folder = FileManager.default.temporaryDirectory.path + "/roadwave-\(UUID().uuidString)"
        for name in ["redis", "a", "b"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bucket = "essai-\(UUID().uuidString.lowercased())"
        try await services.storage.makeBucket(bucket)
        let redis = try await RedisServer.start(in: folder + "/redis")
        var settings = services.storage.settings(bucket: bucket)
        settings["ROADWAVE_POSTGRES_URL"] = try await services.database.makeDatabase()
        settings["ROADWAVE_REDIS_URL"] = redis.url
        settings["ROADWAVE_SLOT_LEASE_SECONDS"] = "3"
        settings["ROADWAVE_RENDITIONS"] = "48k"
        settings["ROADWAVE_MEDIA_BASE_URL"] = "http://media.example"
        var running: [ServerProcess] = []
        do {
            let b = try await ServerProcess.start(data: folder + "/b", environment: settings)
            running.append(b)
            // The pages of the node that dies know where the other one is.
            settings["ROADWAVE_NODE_URLS"] = b.http
            let a = try await ServerProcess.start(data: folder + "/a", environment: settings)
            running.append(a)
            let nodes = TwoNodes(
                a: a, b: b, redis: redis,
                voice: try await Speech.synthesise(in: folder).frames(0..<48_000 * 20), folder: folder, bucket: bucket,
                settings: settings, services: services)
            for node in running {
                // A count that is new settles for a lease.
                try await nodes.wait("\(node.http) takes lives") {
                    await nodes.get(node.admin + "/readyz")?.status == 200
                }
            }
            try await body(nodes)
        } catch {
            for process in running { await process.process.kill() }
            await redis.stop()
            throw error
        }
        for process in running { await process.process.kill() }
        await redis.stop()
    }

    /// Starts a node in the directory of the first one, which has died.
    func restartA() async throws -> ServerProcess {
        try await ServerProcess.start(data: folder + "/a", environment: settings)
    }

    /// Has Redis die with everything it knows, and calls `body` beside another one, at the same address, that knows nothing.
    /// - Parameter meanwhile: what happens while there is none.
    func withEmptyRedis(meanwhile: () async throws -> Void, _ body: () async throws -> Void) async throws {
        kill(redis.pid, SIGKILL)
        try await meanwhile()
        let empty = try await RedisServer.start(in: folder + "/redis")
        do {
            try await body()
        } catch {
            await empty.stop()
            throw error
        }
        await empty.stop()
    }

    /// A creator who speaks on a node. A second one needs another token: a creator has one live at a time.
    func speak(on node: ServerProcess, token: String = TwoNodes.token) async throws -> SpeakingCreator {
        try await SpeakingCreator.start(at: node.http, voice: voice, token: token)
    }

    func get(_ url: String) async -> HTTPWitness.Answer? { await HTTPWitness().persistently(url) }

    /// What a node says of a live; empty when it knows none.
    func document(_ live: String, on node: ServerProcess) async -> [String: any Sendable] {
        guard let answer = await get("\(node.http)/lives/\(live)"), answer.status == 200 else { return [:] }
        return answer.json
    }

    /// What a node's list of lives says of one; empty where it is not on the first page.
    func entry(_ live: String, on node: ServerProcess) async -> [String: any Sendable] {
        await list("", on: node).first { $0["live_id"] as? String == live } ?? [:]
    }

    /// The first page of a node's list of lives.
    func list(_ query: String, on node: ServerProcess) async -> [[String: any Sendable]] {
        guard let answer = await get("\(node.http)/lives?\(query)"), answer.status == 200 else { return [] }
        return answer.json["lives"] as? [[String: any Sendable]] ?? []
    }

    /// The state that a node says a live is in.
    func state(_ live: String, on node: ServerProcess) async -> String? {
        await document(live, on: node)["state"] as? String
    }

    /// The playlist as anyone reads it from the storage; nil where there is none.
    func playlist(_ live: String) async -> String? {
        let url = "\(services.storage.endpoint)\(services.storage.publicPrefix)/\(bucket)/lives/\(live)/48k/media.m3u8"
        guard let answer = await get(url), answer.status == 200 else { return nil }
        return answer.text
    }

    /// How many segments a live has had.
    func segments(_ live: String) async -> Int {
        guard let text = await playlist(live), let first = text.firstMatch(of: /#EXT-X-MEDIA-SEQUENCE:(\d+)/)
        else { return 0 }
        return (Int(first.1) ?? 0) + text.matches(of: /#EXTINF/).count
    }

    /// What the database says of a live, in the words of psql.
    func row(_ live: String, _ columns: String) async throws -> [String] {
        try await PostgresServer.query(
            "SELECT \(columns) FROM lives WHERE live_id = '\(live)'",
            database: settings["ROADWAVE_POSTGRES_URL"] ?? "")
    }

    /// What the audit trail has of a live: each event with its reason, if any.
    func audited(_ live: String) async throws -> [String] {
        try await PostgresServer.query(
            "SELECT event, details->>'reason' FROM audit_events WHERE live_id = '\(live)'",
            database: settings["ROADWAVE_POSTGRES_URL"] ?? "")
    }

    /// What curl is answered, which follows nothing unless told: the status, and where it is sent.
    func curl(_ arguments: String...) async throws -> (status: Int, location: String) {
        let process = await ChildProcess.start(
            "curl",
            ["-s", "-o", "/dev/null", "-w", "%{http_code} %header{location}\\n", "--max-time", "10"] + arguments,
            name: "curl")
        _ = await process.wait()
        let words = await process.lines.last?.split(separator: " ") ?? []
        return (words.first.flatMap { Int($0) } ?? 0, words.count > 1 ? String(words[1]) : "")
    }

    /// Asks again and again until a condition holds.
    func wait(
        _ what: String, atMost limit: Duration = .seconds(40), until condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while try await !condition() {
            try #require(ContinuousClock.now < deadline, "not in \(limit): \(what)")
            // why: the other processes live in real time, and say nothing when they have changed.
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
