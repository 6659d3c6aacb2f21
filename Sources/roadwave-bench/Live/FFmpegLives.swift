internal import Foundation

/// What one FFmpeg process costs that makes the HLS of one live.
struct FFmpegFigures: Codable {
    var cpuPercent: Double
    var pssMegabytes: Double

    enum CodingKeys: String, CodingKey {
        case cpuPercent = "cpu_percent_per_live"
        case pssMegabytes = "pss_mb_per_live"
    }
}

/// The machine's FFmpeg, a process a live, from Opus in a file to the same renditions, at the pace of real time.
struct FFmpegLives {
    let count: Int
    let ladder: [String]
    let seconds: Int

    func measure(in folder: URL) throws -> FFmpegFigures {
        let folder = folder.appending(path: "ffmpeg")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let source = folder.appending(path: "voice.opus").path
        let making = try BenchProcess(
            "/usr/bin/env",
            [
                "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anoisesrc=color=pink:sample_rate=48000", "-t",
                "\(seconds + 10)", "-ac", "1", "-c:a", "libopus", "-b:a", "48k", source,
            ], log: folder.appending(path: "making.log"))
        while try making.line() != nil {}
        var processes: [BenchProcess] = []
        defer { for process in processes { process.stop() } }
        for number in 0..<count {
            processes.append(
                try BenchProcess(
                    "/usr/bin/env", ["ffmpeg", "-v", "error", "-re", "-i", source] + outputs(folder, number),
                    log: folder.appending(path: "\(number).log")))
        }
        // why: what is measured is a stretch of real time, once the processes are warm.
        Thread.sleep(forTimeInterval: 5)
        let before = try processes.map { try ProcessUsage(of: $0.identifier) }
        // why: the same.
        Thread.sleep(forTimeInterval: Double(seconds - 5))
        let after = try processes.map { try ProcessUsage(of: $0.identifier) }
        let cpu = zip(before, after).reduce(0) { $0 + $1.1.cpuPercent(since: $1.0) }
        let memory = after.reduce(0) { $0 + $1.proportionalMegabytes }
        return FFmpegFigures(cpuPercent: cpu / Double(count), pssMegabytes: memory / Double(count))
    }

    private func outputs(_ folder: URL, _ number: Int) -> [String] {
        ladder.flatMap { rendition in
            [
                "-c:a", "aac", "-b:a", rendition, "-ac", rendition == "96k" ? "2" : "1", "-f", "hls", "-hls_time", "2",
                "-hls_list_size", "15", "-hls_flags", "delete_segments",
                folder.appending(path: "\(number)-\(rendition).m3u8").path,
            ]
        }
    }
}
