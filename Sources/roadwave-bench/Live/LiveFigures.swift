internal import Foundation

/// What the publishers' process reports: the JSON of `roadwave-load`.
struct LoadReport: Codable {
    var packetsSent: Int
    var segments: Int
    var listedP50: Double
    var listedP99: Double
    var listedMaximum: Double
    var segmentsLate: Int
    var audioMissing: Double
    var livesBroken: Int

    init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        self = try decoder.decode(LoadReport.self, from: Data(json.utf8))
    }
}

/// The figures of one run; the JSON keys are those that outside readers of `ci/bench --json` rely on.
struct LiveFigures: Encodable {
    var lives: Int
    var renditions: Int
    var cpuPercent: Double
    var pssMegabytes: Double
    var heard: LoadReport
    var packetsLost: Int
    var ffmpeg: FFmpegFigures?

    /// Whether listeners of every live got all of it in time.
    var holds: Bool { packetsLost == 0 && heard.segmentsLate == 0 && heard.livesBroken == 0 }

    var row: String {
        String(
            format: "%5d %10d %7.2f %8.2f %8.0f %8.0f %8.0f %8d %6d %8.0f", lives, renditions, cpuPercent, pssMegabytes,
            heard.listedP50, heard.listedP99, heard.listedMaximum, packetsLost, heard.segmentsLate, heard.audioMissing)
    }

    func table(ladder: [String], isS3: Bool) -> String {
        let goal = renditions == 1 ? 0.8 : 1.9
        var lines = [
            "\(lives) lives, \(ladder.joined(separator: ",")), \(isS3 ? "S3 (OpenStack Swift)" : "directory storage")",
            "                  CPU %   PSS MB  last sample -> listed, ms    packets segments  missing",
            "lives renditions  a live   a live      p50      p99      max     lost   late    ms",
            row,
        ]
        if let ffmpeg {
            lines.append(
                String(
                    format:
                        "one FFmpeg process a live, without WebRTC: %.2f %% and %.1f MB: %.1f times our CPU, %.1f times our memory",
                    ffmpeg.cpuPercent, ffmpeg.pssMegabytes, ffmpeg.cpuPercent / cpuPercent,
                    ffmpeg.pssMegabytes / pssMegabytes))
        }
        lines.append(
            String(
                format: "goals: CPU at most %.1f %%, PSS at most 1 MB, p50 at most 60 ms, nothing lost or late", goal))
        return lines.joined(separator: "\n")
    }

    enum CodingKeys: String, CodingKey {
        case lives, renditions
        case cpuPercent = "cpu_percent_per_live"
        case pssMegabytes = "pss_mb_per_live"
        case listedP50 = "listed_ms_p50"
        case listedP99 = "listed_ms_p99"
        case listedMaximum = "listed_ms_max"
        case packetsLost = "packets_lost"
        case segmentsLate = "segments_late"
        case audioMissing = "audio_missing_ms"
        case segments
        case livesBroken = "lives_broken"
        case ffmpeg
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(lives, forKey: .lives)
        try container.encode(renditions, forKey: .renditions)
        try container.encode(cpuPercent, forKey: .cpuPercent)
        try container.encode(pssMegabytes, forKey: .pssMegabytes)
        try container.encode(heard.listedP50, forKey: .listedP50)
        try container.encode(heard.listedP99, forKey: .listedP99)
        try container.encode(heard.listedMaximum, forKey: .listedMaximum)
        try container.encode(packetsLost, forKey: .packetsLost)
        try container.encode(heard.segmentsLate, forKey: .segmentsLate)
        try container.encode(heard.audioMissing, forKey: .audioMissing)
        try container.encode(heard.segments, forKey: .segments)
        try container.encode(heard.livesBroken, forKey: .livesBroken)
        try container.encodeIfPresent(ffmpeg, forKey: .ffmpeg)
    }
}
