internal import Foundation
internal import RoadWaveTestServices

/// What Redis itself answers, asked with `redis-cli`, which no one here wrote.
struct RedisWitness: Sendable {
    let server: RedisServer

    /// The lines of an answer.
    func ask(_ words: String...) async throws -> [String] { try await ask(words) }

    /// The same.
    func ask(_ words: [String]) async throws -> [String] {
        let place =
            server.url.hasPrefix("unix://")
            ? ["-s", String(server.url.dropFirst("unix://".count).prefix { $0 != "?" })] : ["-u", server.url]
        let process = await ChildProcess.start("redis-cli", place + words, name: "redis-cli")
        let ending = await process.wait()
        let lines = await process.lines
        guard ending == .exited(0) else { throw DriverError("redis-cli : \(lines.suffix(3).joined(separator: " | "))") }
        return lines.filter { !$0.isEmpty }
    }

    /// How many jobs are in the stream.
    func jobs() async throws -> Int { Int(try await ask("XLEN", "replay:jobs").first ?? "") ?? -1 }

    /// How many entries of the stream are about a live.
    func entries(of live: String) async throws -> Int { try await entryNames(of: live).count }

    /// The names of the entries of the stream that are about a live.
    func entryNames(of live: String) async throws -> [String] {
        // An entry is its name, its field and its value, one a line.
        let lines = try await ask("XRANGE", "replay:jobs", "-", "+")
        return zip(lines, lines.dropFirst(2)).filter { $0.1 == live }.map { $0.0 }
    }

    /// The lives in the stream, in its order.
    func order() async throws -> [String] {
        let lines = try await ask("XRANGE", "replay:jobs", "-", "+")
        return zip(lines, lines.dropFirst()).filter { $0.0 == "live_id" }.map { $0.1 }
    }

    /// The consumers that have jobs, with their numbers.
    func holders() async throws -> [String: Int] {
        Self.holders(in: try await ask("XPENDING", "replay:jobs", "workers"))
    }

    /// The consumers that have the job of a live.
    func holders(of live: String) async throws -> [String] {
        let script = """
            local holders = {}
            for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
                if entry[2][2] == ARGV[1] then
                    local pending = redis.pcall('XPENDING', KEYS[1], 'workers', entry[1], entry[1], 1)
                    if not pending.err and pending[1] then table.insert(holders, pending[1][2]) end
                end
            end
            return holders
            """
        return try await ask("EVAL", script, "1", "replay:jobs", live)
    }

    /// The length of the stream, and the number of jobs of each worker, at the same moment; nil while the group does not
    /// exist.
    func look() async throws -> (jobs: Int, holders: [String: Int])? {
        let script = "return {redis.call('XLEN', KEYS[1]), redis.call('XPENDING', KEYS[1], 'workers')}"
        let lines = try await ask("EVAL", script, "1", "replay:jobs")
        return lines.first.flatMap { Int($0) }.map { ($0, Self.holders(in: Array(lines.dropFirst()))) }
    }

    private static func holders(in lines: [String]) -> [String: Int] {
        // Total, first entry, last entry, then pairs of consumer and number.
        guard let total = lines.first.flatMap({ Int($0) }), total > 0, lines.count >= 5 else { return [:] }
        var holders: [String: Int] = [:]
        for index in stride(from: 3, to: lines.count - 1, by: 2) { holders[lines[index]] = Int(lines[index + 1]) }
        return holders
    }
}
