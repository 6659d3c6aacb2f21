internal import Foundation
internal import RoadWaveMedia
internal import RoadWaveTestServices
internal import Subprocess

/// A replay as listeners get it: the document of the node, and the MP3 from the cache.
struct PublishedReplay: Sendable {
    let document: [String: any Sendable]
    /// The path of the downloaded MP3.
    let mp3: String

    /// Fetches the replay of a live.
    static func fetch(_ live: String, from node: String, in folder: String) async throws -> PublishedReplay? {
        guard let document = await HTTPWitness().request("\(node)/replays/\(live)")?.json,
            let address = document["mp3_url"] as? String,
            let answer = await HTTPWitness().request(address), answer.status == 200
        else { return nil }
        let path = folder + "/replay.mp3"
        try Data(answer.body).write(to: URL(fileURLWithPath: path))
        return PublishedReplay(document: document, mp3: path)
    }

    /// The sound, as `ffmpeg` decodes it: two channels at 48 kHz.
    func sound(in folder: String) async throws -> PCM {
        try await FFmpegDecoder.decode(segments: [mp3], channels: 2, in: folder)
    }
}

/// The loudness of a file, measured by FFmpeg's `ebur128`: from its metadata, since its summary is rounded.
struct MeasuredLoudness: Sendable {
    /// LUFS.
    let integrated: Double
    /// Linear; 1 is full scale.
    let truePeak: Double

    /// Measures a file; nil when ffmpeg hears nothing in it.
    static func measure(_ path: String) async throws -> MeasuredLoudness? {
        let result = try await Subprocess.run(
            .name("ffmpeg"),
            arguments: [
                "-hide_banner", "-nostats", "-i", path, "-af", "ebur128=metadata=1:peak=true,ametadata=print:file=-",
                "-f", "null", "-",
            ], output: .string(limit: 64 << 20), error: .string(limit: 8 << 20))
        var (integrated, peak): (Double?, Double) = (nil, 0)
        for line in result.standardOutput.split(separator: "\n") {
            let pair = line.split(separator: "=")
            guard pair.count == 2, let value = Double(pair[1]) else { continue }
            switch pair[0] {
            case "lavfi.r128.I": integrated = value
            case "lavfi.r128.true_peaks_ch0", "lavfi.r128.true_peaks_ch1", "lavfi.r128.true_peak":
                peak = max(peak, value)
            default: break
            }
        }
        return integrated.map { MeasuredLoudness(integrated: $0, truePeak: peak) }
    }
}

/// The silences of a file, as FFmpeg's `silencedetect` finds them.
struct MeasuredSilences: Sendable {
    /// Where each begins and how long it lasts, in seconds.
    let silences: [(start: Double, duration: Double)]

    /// - Parameters:
    ///   - level: what is quieter is silence, in dBFS.
    ///   - shortest: in seconds.
    static func measure(_ path: String, below level: Int, shortest: Double) async throws -> MeasuredSilences {
        let result = try await Subprocess.run(
            .name("ffmpeg"),
            arguments: [
                "-hide_banner", "-nostats", "-i", path, "-af", "silencedetect=noise=\(level)dB:duration=\(shortest)",
                "-f",
                "null", "-",
            ], output: .discarded, error: .string(limit: 8 << 20))
        var silences: [(start: Double, duration: Double)] = []
        var start = 0.0
        for line in result.standardError.split(separator: "\n") {
            if let found = line.firstMatch(of: /silence_start: (-?[0-9.]+)/) { start = Double(found.1) ?? 0 }
            if let found = line.firstMatch(of: /silence_duration: ([0-9.]+)/) {
                silences.append((start, Double(found.1) ?? 0))
            }
        }
        return MeasuredSilences(silences: silences)
    }
}
