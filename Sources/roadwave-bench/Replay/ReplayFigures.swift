internal import Foundation

/// What one way to a replay costs, and what comes of it.
struct ReplayCost: Encodable {
    let usage: MeasuredUsage
    let gate: ReplayGate

    func row(_ name: String) -> String {
        let verdict = gate.refusals.isEmpty ? "passes" : "refused: " + gate.refusals.joined(separator: ", ")
        return name.padding(toLength: 24, withPad: " ", startingAt: 0)
            + String(
                format: "%8.1f %7.1f %8.1f %8.2f %6.2f  ", usage.cpuSeconds, usage.wallSeconds, usage.peakMegabytes,
                gate.loudness, gate.truePeakDecibels) + verdict
    }

    enum CodingKeys: String, CodingKey {
        case cpuSeconds = "cpu_s"
        case wallSeconds = "wall_s"
        case peakMegabytes = "peak_mb"
        case loudness = "integrated_lufs"
        case truePeak = "true_peak_dbtp"
        case isAccepted = "accepted"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(usage.cpuSeconds, forKey: .cpuSeconds)
        try container.encode(usage.wallSeconds, forKey: .wallSeconds)
        try container.encode(usage.peakMegabytes, forKey: .peakMegabytes)
        try container.encode(gate.loudness, forKey: .loudness)
        try container.encode(gate.truePeakDecibels, forKey: .truePeak)
        try container.encode(gate.refusals.isEmpty, forKey: .isAccepted)
    }
}

/// The figures of one run; the JSON keys are those that outside readers of `ci/bench --json` rely on.
struct ReplayFigures: Encodable {
    let minutes: Int
    let replay: RoadWaveReplay.Summary
    /// From the recording alone.
    let measuring: ReplayCost
    /// With the loudness that was measured during the live.
    let known: ReplayCost
    let ffmpeg: ReplayCost

    var table: String {
        """
        a recording of \(minutes) min, a replay of \(String(format: "%.1f", replay.seconds / 60)) min, \
        encoded \(replay.passes == 1 ? "once" : "\(replay.passes) times")
                                   CPU s  wall s  peak MB     LUFS   dBTP  gate
        \(measuring.row("RoadWave"))
        \(known.row("  loudness known"))
        \(ffmpeg.row("FFmpeg, two passes"))
        RoadWave: \(ratios(of: measuring)); loudness known: \(ratios(of: known))
        an hour: \(hour(measuring)) (goals: 100 CPU-s, 45 s on 2 idle cores), loudness known: \(hour(known)) \
        (goals: 90, 45); peak at most 60 MB
        """
    }

    private func ratios(of cost: ReplayCost) -> String {
        String(
            format: "%.2f of FFmpeg's CPU, %.2f of its time, %.2f of its memory",
            cost.usage.cpuSeconds / ffmpeg.usage.cpuSeconds, cost.usage.wallSeconds / ffmpeg.usage.wallSeconds,
            cost.usage.peakMegabytes / ffmpeg.usage.peakMegabytes)
    }

    private func hour(_ cost: ReplayCost) -> String {
        let hours = Double(minutes) / 60
        return String(
            format: "%.1f CPU-s and %.1f s", cost.usage.cpuSeconds / hours, cost.usage.wallSeconds / hours)
    }

    enum CodingKeys: String, CodingKey {
        case minutes
        case passes
        case replaySeconds = "replay_s"
        case known = "loudness_known"
        case ffmpeg
        case ratioToFFmpeg = "ratio_to_ffmpeg"
    }

    func encode(to encoder: any Encoder) throws {
        try measuring.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(minutes, forKey: .minutes)
        try container.encode(replay.passes, forKey: .passes)
        try container.encode(replay.seconds, forKey: .replaySeconds)
        try container.encode(known, forKey: .known)
        try container.encode(ffmpeg, forKey: .ffmpeg)
        try container.encode(
            measuring.usage.cpuSeconds / ffmpeg.usage.cpuSeconds, forKey: .ratioToFFmpeg)
    }
}
