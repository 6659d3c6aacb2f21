import Foundation
import RoadWaveTestServices

@testable import StepDefinitions

/// The cache of production in front of a scripted storage.
struct CacheUnderTest: Sendable {
    let origin: ScriptedOrigin
    let server: NGINXServer
    private let folder: String

    static let prefix = "/v1/AUTH_test/media"
    static let playlist = "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/media.m3u8"
    static let segment = "/lives/3f2504e0-4f89-41d3-9a0c-0305e82c3301/48k/7.ts"

    /// Requests that are really there at once: the client opens no more connections to one server.
    static let atOnce = 8

    /// Whether `ci/setup` installed NGINX.
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: "/usr/sbin/nginx") }

    /// Starting one takes a tenth of a second of a core, and there are dozens: together they would keep two cores from
    /// anything else for longer than NGINX waits for its storage.
    private static let places = AsyncSemaphore(4)

    /// Starts both, runs `body` once they answer, stops both.
    static func run(_ body: @Sendable (CacheUnderTest) async throws -> Void) async throws {
        try await places.withPlace { try await runAtOnce(body) }
    }

    private static func runAtOnce(_ body: (CacheUnderTest) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/cache-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let origin = try await ScriptedOrigin.start()
        let failure: (any Error)?
        do {
            let server = try await NGINXServer.start(in: folder, storage: await origin.base, prefix: prefix)
            let cache = CacheUnderTest(origin: origin, server: server, folder: folder)
            failure = await failureOf {
                try await cache.waitUntilItAnswers()
                try await body(cache)
            }
            await server.stop()
        } catch {
            failure = error
        }
        await origin.stop()
        try? FileManager.default.removeItem(atPath: folder)
        if let failure { throw failure }
    }

    /// Asks for segments of other lives until the storage answers through the cache, and has it forget that.
    private func waitUntilItAnswers() async throws {
        // Each look is bounded by NGINX, which gives the storage four seconds: a minute and more.
        for _ in 0..<20 {
            let answer = try? await get("/lives/\(UUID().uuidString.lowercased())/48k/0.ts")
            if answer?.status == 404 { return await origin.forgetQuestions() }
        }
        throw DriverError("le stockage ne répond pas au cache")
    }

    private static func failureOf(_ body: () async throws -> Void) async -> (any Error)? {
        do {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    /// Puts an object into the storage, or takes it away.
    func put(_ path: String, _ answer: LoopbackServer.Answer?) async { await origin.put(Self.prefix + path, answer) }

    /// How often the storage was asked for an object.
    func reads(of path: String) async -> Int { await origin.count(of: Self.prefix + path) }

    /// Asks the cache.
    func get(_ path: String, method: String = "GET", headers: [String: String] = [:]) async throws -> HTTPWitness.Answer
    {
        guard let answer = await HTTPWitness().request(server.http + path, method: method, headers: headers) else {
            throw DriverError("le cache ne répond pas")
        }
        return answer
    }

    /// The statuses that so many requests at once are given.
    func statuses(of path: String, count: Int) async throws -> [Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<count { group.addTask { try await get(path).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// The statuses of requests for so many names. Five hundred are asked at once: many more than the cache lets through,
    /// and few enough that a busy machine answers them in time.
    func statuses(count: Int, of name: @escaping @Sendable (Int) -> String) async throws -> [Int] {
        let atOnce = 500
        return try await withThrowingTaskGroup(of: [Int].self) { group in
            for first in 0..<min(atOnce, count) {
                group.addTask {
                    var statuses: [Int] = []
                    for number in stride(from: first, to: count, by: atOnce) {
                        statuses.append(try await get(name(number)).status)
                    }
                    return statuses
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Waits until the clock, which NGINX reads as well, has gone on by so many whole seconds.
    func waitForSecond(after count: Int = 1) async throws {
        let target = Int(Date().timeIntervalSince1970) + count
        // why: NGINX counts validity in seconds of the real clock, and has no other one.
        while Int(Date().timeIntervalSince1970) < target { try await Task.sleep(for: .milliseconds(20)) }
    }
}

extension HTTPWitness.Answer {
    /// What the cache did.
    var cacheStatus: String { headers["x-cache-status"] ?? "" }

    /// The version of a scripted playlist.
    var version: Int? { text.firstMatch(of: /#VERSION (\d+)/).flatMap { Int($0.1) } }
}
