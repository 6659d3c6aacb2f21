internal import Foundation

/// The calls of a script that Redis answers in a second, with redis-benchmark as its only client.
struct RedisBenchmark: Encodable {
    /// Over 50 connections, each with one call at a time.
    let connectionsPerSecond: Double
    /// Over one connection with 32 calls at a time, nearly as the server sends them.
    let pipelinePerSecond: Double

    private static let count = "100000"

    /// - Parameter calls: calls of one script with their arguments; the first that still counts a heartbeat is taken. The
    ///   listener of another one may have left since.
    init(of calls: [[String]], _ redis: RedisUnderTest) throws {
        guard let words = try calls.first(where: { try redis.ask($0).first == "counted" }) else {
            throw BenchError("none of \(calls.count) sampled heartbeats is counted again")
        }
        connectionsPerSecond = try Self.measure(["-c", "50"], words, redis)
        pipelinePerSecond = try Self.measure(["-c", "1", "-P", "32"], words, redis)
    }

    private static func measure(_ options: [String], _ words: [String], _ redis: RedisUnderTest) throws -> Double {
        let lines = try Command.run(
            "/usr/bin/env", ["redis-benchmark", "-p", redis.port, "-n", count, "--csv"] + options + words,
            in: FileManager.default.temporaryDirectory)
        return try perSecond(csv: lines)
    }

    /// The column `rps` of redis-benchmark's CSV, whose first column is the whole command.
    static func perSecond(csv lines: [String]) throws -> Double {
        guard let header = lines.first?.components(separatedBy: "\",\""), let row = lines.dropFirst().last,
            let column = header.firstIndex(of: "rps")
        else { throw BenchError("redis-benchmark prints no figures: \(lines.joined(separator: " | "))") }
        // From the end: the command may contain separators.
        let values = row.components(separatedBy: "\",\"")
        let index = values.count - (header.count - column)
        guard values.indices.contains(index), let value = Double(values[index]) else {
            throw BenchError("redis-benchmark prints no figures: \(row)")
        }
        return value
    }

    enum CodingKeys: String, CodingKey {
        case connectionsPerSecond = "per_s"
        case pipelinePerSecond = "pipelined_per_s"
    }
}
