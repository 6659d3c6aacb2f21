internal import Foundation

/// The report of the listeners' process about one period: a line of JSON of `roadwave-load audience`.
struct BeatReport: Codable {
    var seconds: Double
    var beats: Int
    /// Joins and leaves.
    var changes: Int
    var refused: Int
    var example: String?
    var beatP50: Double
    var beatP99: Double
    var beatMaximum: Double
    var changeP99: Double

    init(json: some StringProtocol) throws {
        self = try JSONDecoder().decode(BeatReport.self, from: Data(json.utf8))
    }

    /// Heartbeats a second.
    var rate: Double { Double(beats) / seconds }

    /// In milliseconds.
    static let greatestP99 = 20.0

    /// Whether the node kept up with a rate: all answers were as expected, and heartbeats in time.
    func holds(_ rate: Double) -> Bool {
        refused == 0 && beatP99 <= Self.greatestP99 && self.rate >= rate * 0.97
    }
}

/// The listeners of one live, by each counter.
struct LiveCount: Codable {
    var live: String
    /// By the listeners' process.
    var present: Int
    /// By the server.
    var told: Int?
    /// By Redis.
    var redis: Int?

    var isExact: Bool { told == present && redis == present }
}

/// The figures of one row of the table.
struct AudienceRow: Encodable {
    let isSecure: Bool
    let report: BeatReport
    /// Cores of the machine that each process kept busy.
    let serverCores: Double
    let redisCores: Double
    let loadCores: Double
    let counts: [LiveCount]
    /// Heartbeats a second; nil if it was not measured.
    var highest: Double?
    let redis: RedisBenchmark

    /// The first live whose counts differ.
    var difference: String? {
        counts.first { !$0.isExact }.map {
            "live \($0.live) has \($0.present) listeners, the server says \($0.told ?? -1), Redis \($0.redis ?? -1)"
        }
    }

    var listeners: Int { counts.reduce(0) { $0 + $1.present } }

    var row: String {
        (isSecure ? "HTTPS" : "HTTP").padding(toLength: 6, withPad: " ", startingAt: 0)
            + String(
                format: "%8.0f %7.2f %7.2f %7.1f %8.2f %7.2f %7.2f %6.2f", report.rate, report.beatP50, report.beatP99,
                report.beatMaximum, report.changeP99, serverCores, redisCores, loadCores)
            + "  \(difference == nil ? "exact" : "WRONG")"
            + (highest.map { String(format: "%9.0f", $0) } ?? "        -")
    }

    enum CodingKeys: String, CodingKey {
        case rate = "beats_per_s"
        case p50 = "p50_ms"
        case p99 = "p99_ms"
        case maximum = "max_ms"
        case changes = "changes_per_s"
        case changeP99 = "changes_p99_ms"
        case refused
        case serverCores = "cpu_cores"
        case redisCores = "redis_cpu_cores"
        case loadCores = "load_cpu_cores"
        case listeners
        case isExact = "exact"
        case highest = "highest_beats_per_s"
        case redis = "redis_benchmark"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(report.rate, forKey: .rate)
        try container.encode(report.beatP50, forKey: .p50)
        try container.encode(report.beatP99, forKey: .p99)
        try container.encode(report.beatMaximum, forKey: .maximum)
        try container.encode(Double(report.changes) / report.seconds, forKey: .changes)
        try container.encode(report.changeP99, forKey: .changeP99)
        try container.encode(report.refused, forKey: .refused)
        try container.encode(serverCores, forKey: .serverCores)
        try container.encode(redisCores, forKey: .redisCores)
        try container.encode(loadCores, forKey: .loadCores)
        try container.encode(listeners, forKey: .listeners)
        try container.encode(difference == nil, forKey: .isExact)
        try container.encodeIfPresent(highest, forKey: .highest)
        try container.encode(redis, forKey: .redis)
    }
}

/// The figures of one run; readers of `ci/bench --json` rely on the JSON keys.
struct AudienceFigures: Encodable {
    let http: AudienceRow
    var https: AudienceRow?

    var rows: [AudienceRow] { [http] + [https].compactMap(\.self) }

    func table(lives: Int, listeners: Int) -> String {
        var lines = [
            "\(lives) lives of \(listeners) listeners, a heartbeat of each every \(Int(AudienceBench.heartbeat)) s",
            "       beats/s  heartbeat, ms           changes   busy cores              counts  highest",
            "                   p50     p99     max      p99  server   redis   load                 beats/s",
        ]
        lines += rows.map(\.row)
        for row in rows where row.report.refused > 0 {
            lines.append("\(row.report.refused) requests were refused, such as: \(row.report.example ?? "")")
        }
        lines.append(
            String(
                format:
                    "redis-benchmark, the script of a heartbeat: %.0f a second over 50 connections, %.0f over one with 32 at once",
                http.redis.connectionsPerSecond, http.redis.pipelinePerSecond))
        lines.append(
            String(
                format: "goals: p99 at most %.0f ms, counts exact, at most one core for the server",
                BeatReport.greatestP99))
        return lines.joined(separator: "\n")
    }

    enum CodingKeys: String, CodingKey {
        case https
    }

    func encode(to encoder: any Encoder) throws {
        try http.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(https, forKey: .https)
    }
}
