internal import Foundation
internal import RoadWaveMedia
internal import Subprocess

/// Decodes what a listener heard with the `ffmpeg` command, not with the engine's own codecs.
enum FFmpegDecoder {
    /// The segments one after the other, as 48 kHz PCM of one channel, or of two. ffmpeg makes one of two by adding them up,
    /// 3 dB louder where both are the same.
    static func decode(segments paths: [String], channels: Int = 1, in folder: String) async throws -> PCM {
        let joined = folder + "/entendu.ts"
        var bytes = Data()
        for path in paths { bytes.append(try Data(contentsOf: URL(fileURLWithPath: path))) }
        try bytes.write(to: URL(fileURLWithPath: joined))
        let result = try await Subprocess.run(
            .name("ffmpeg"),
            arguments: ["-v", "error", "-i", joined, "-f", "f32le", "-ac", "\(channels)", "-ar", "48000", "pipe:1"],
            // 48,000 floats a second and channel: five minutes at most.
            output: .bytes(limit: 48_000 * 4 * 300 * channels), error: .string(limit: 8 << 20))
        let samples = result.standardOutput.withUnsafeBytes { raw in
            (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
        return PCM(samples: samples, channels: channels)
    }
}
