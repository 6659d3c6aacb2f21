internal import Foundation

/// The machine's FFmpeg as a patient hand would call it for the same replay, in two passes: loudness of what remains without
/// silences; then one gain, a limiter, MP3 without reservoir, AAC and the segments of both.
///
/// It draws no waveform and does not listen to its MP3.
struct FFmpegReplay {
    let recording: URL
    let folder: URL

    /// Silences of over 3 s become 1 s, as blocks of 50 ms tell.
    private static let silences =
        "silenceremove=stop_periods=-1:stop_duration=3:stop_threshold=-55dB:stop_silence=1:detection=rms:window=0.05"
    /// The ceiling that our own conversion begins with: MP3 adds to peaks.
    private static let ceiling = pow(10, -2.5 / 20)

    var mp3: URL { folder.appending(path: "replay.mp3") }

    /// Makes the replay.
    func run() throws -> MeasuredUsage {
        for rendition in ["mp3", "aac"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: rendition), withIntermediateDirectories: true)
        }
        let metadata = folder.appending(path: "measure.txt")
        let loudness = Self.silences + ",ebur128=metadata=1,ametadata=mode=print:key=lavfi.r128.I:file=-"
        let measuring = try ffmpeg(["-af", loudness, "-f", "null", "-"], output: metadata)
        let lines = try String(contentsOf: metadata, encoding: .utf8).split(separator: "\n")
        let last = lines.last { $0.hasPrefix("lavfi.r128.I=") }
        guard let measured = last?.split(separator: "=").last.flatMap({ Double($0) }) else {
            throw BenchError("FFmpeg measures no loudness")
        }
        return measuring + (try encode(gain: ReplayGate.target - measured))
    }

    /// - Parameter gain: in decibels.
    private func encode(gain: Double) throws -> MeasuredUsage {
        let level = String(format: "volume=%.2fdB,alimiter=limit=%.4f:level=0", gain, Self.ceiling)
        let aac = folder.appending(path: "aac")
        return try ffmpeg(
            [
                "-filter_complex", "[0:a]\(Self.silences),\(level),asplit=2[mp3][aac]",
                // One encoder for the file and the segments.
                "-map", "[mp3]", "-c:a", "libmp3lame", "-b:a", "256k", "-reservoir", "0", "-compression_level", "5",
                "-f", "tee", "[f=mp3]\(mp3.path)|\(hls(folder.appending(path: "mp3")))",
                "-map", "[aac]", "-c:a", "aac", "-aac_coder", "fast", "-b:a", "96k",
                "-f", "hls", "-hls_time", "10", "-hls_list_size", "0",
                "-hls_segment_filename", aac.appending(path: "%d.ts").path, aac.appending(path: "media.m3u8").path,
            ], output: folder.appending(path: "encode.txt"))
    }

    private func hls(_ folder: URL) -> String {
        let segments = folder.appending(path: "%d.ts").path
        let playlist = folder.appending(path: "media.m3u8").path
        return "[f=hls:hls_time=10:hls_list_size=0:hls_segment_filename=\(segments)]\(playlist)"
    }

    private func ffmpeg(_ arguments: [String], output: URL) throws -> MeasuredUsage {
        try MeasuredProcess.run(
            "/usr/bin/env", ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", recording.path] + arguments,
            output: output)
    }
}
