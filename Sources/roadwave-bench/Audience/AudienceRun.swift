internal import Foundation

/// One run of the server and of a Redis under so many listeners.
struct AudienceRun {
    let lives: Int
    let listeners: Int
    let connections: Int
    let seconds: Int
    let isSecure: Bool
    let looksForHighest: Bool

    /// A place sends 30 heartbeats in 32 turns, so that a live has some more places than listeners.
    private var places: Int { (listeners * 32 + 29) / 30 }

    private var rate: Double { Double(lives * listeners) / AudienceBench.heartbeat }

    func measure(in folder: URL) throws -> AudienceRow {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let redis = try RedisUnderTest(in: folder.appending(path: "redis"))
        defer { redis.stop() }
        let keys = folder.appending(path: "keys.json").path
        try Command.run("roadwave-server", ["token", "--new-keys", keys], in: folder)
        let certificate = isSecure ? try certificate(in: folder) : nil
        let server = try BenchProcess(
            "roadwave-server",
            ["serve", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--data", folder.appending(path: "data").path]
                + (certificate.map { ["--tls-cert", $0.certificate, "--tls-key", $0.key] } ?? []),
            environment: settings(redis: redis.url, keys: keys), log: folder.appending(path: "server.log"))
        defer { server.stop() }
        guard let http = try server.readyValues()["http"] else {
            throw BenchError("the server's ready line has no http")
        }
        let load = try BenchProcess(
            "roadwave-load",
            [
                "audience", "--node", http, "--keys", keys, "--lives", "\(lives)", "--places", "\(places)",
                "--connections", "\(connections)",
            ] + (certificate.map { ["--authority", $0.certificate] } ?? []), log: folder.appending(path: "load.log"))
        defer { load.stop() }
        guard let joined = try load.line(), joined.hasPrefix("joined ") else {
            throw BenchError("the listeners cannot join: \(load.tail)")
        }
        let joining = try BeatReport(json: joined.dropFirst(7))
        guard joining.refused == 0 else {
            throw BenchError("\(joining.refused) joins are refused: \(joining.example ?? "")")
        }

        // A whole period, after which every listener has sent a heartbeat at the rate that is measured.
        _ = try beat(load, rate, AudienceBench.heartbeat)
        let processes = [server.identifier, redis.identifier, load.identifier]
        let before = try processes.map { try ProcessUsage(of: $0) }
        let report = try beat(load, rate, Double(seconds))
        let cores = try zip(processes, before).map { try ProcessUsage(of: $0).cpuPercent(since: $1) / 100 }
        let counts = try counted(load, redis)
        let highest = looksForHighest ? try highest(load) : nil
        return AudienceRow(
            isSecure: isSecure, report: report, serverCores: cores[0], redisCores: cores[1], loadCores: cores[2],
            counts: counts, highest: highest, redis: try sample(load, redis))
    }

    /// The bench measures heartbeats: rate limits are off, and lives stay open without a creator.
    private func settings(redis: String, keys: String) -> [String: String] {
        var settings = [
            "ROADWAVE_REDIS_URL": redis, "ROADWAVE_JWT_KEYS": keys, "ROADWAVE_MAX_LIVES": "\(lives)",
            "ROADWAVE_RENDITIONS": "48k", "ROADWAVE_CONNECT_TIMEOUT_SECONDS": "300", "ROADWAVE_WORKERS": "0",
            "ROADWAVE_MAX_CONNECTIONS": "4096", "ROADWAVE_MAX_CONNECTIONS_PER_ADDRESS": "2048",
        ]
        for name in ["PUBLISH", "JOIN", "BEAT", "REACT", "READ"] { settings["ROADWAVE_RATE_\(name)"] = "off/off" }
        return settings
    }

    private func beat(_ load: BenchProcess, _ rate: Double, _ seconds: Double) throws -> BeatReport {
        load.say("beat \(rate) \(seconds)")
        guard let line = try load.line() else { throw BenchError("the listeners broke off: \(load.tail)") }
        return try BeatReport(json: line)
    }

    private func counted(_ load: BenchProcess, _ redis: RedisUnderTest) throws -> [LiveCount] {
        load.say("count")
        guard let line = try load.line() else { throw BenchError("the listeners broke off: \(load.tail)") }
        var counts = try JSONDecoder().decode([LiveCount].self, from: Data(line.utf8))
        let values = try redis.ask(["MGET"] + counts.map { "live:\($0.live):listeners" })
        for (number, value) in values.prefix(counts.count).enumerated() { counts[number].redis = Int(value) }
        return counts
    }

    /// The last rate that holds, as it rises by a quarter each time.
    private func highest(_ load: BenchProcess) throws -> Double {
        var held = 0.0
        var next = rate
        while next < 200_000 {
            let report = try beat(load, next, 6)
            guard report.holds(next) else { break }
            held = report.rate
            next *= 1.25
        }
        return held
    }

    /// The script of a heartbeat, as the server sends it, repeated by redis-benchmark.
    private func sample(_ load: BenchProcess, _ redis: RedisUnderTest) throws -> RedisBenchmark {
        load.say("beat \(min(rate, 1_000)) 3")
        let calls = try redis.monitored(lines: min(500, Int(rate)))
        guard let line = try load.line(), try BeatReport(json: line).beats > 0 else {
            throw BenchError("the listeners broke off: \(load.tail)")
        }
        return try RedisBenchmark(of: MonitoredCalls(lines: calls).commonest, redis)
    }

    private func certificate(in folder: URL) throws -> (certificate: String, key: String) {
        let (certificate, key) = (folder.appending(path: "node.pem").path, folder.appending(path: "node.key").path)
        try Command.run(
            "/usr/bin/env",
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "1", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
                certificate,
            ], in: folder)
        return (certificate, key)
    }
}
