internal import ArgumentParser
internal import Foundation

/// `ci/bench live`: what a live costs the release server, under real publishers in another process.
struct LiveBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "live",
        abstract: "CPU and memory of a live, and the time from its sound to its place in the playlist.",
        discussion: """
            Starts the release server and as many real publishers (ICE, DTLS, SRTP) in another process, and reads the \
            server's own use of the machine from /proc. Beside it, in the same run, FFmpeg processes that make the same HLS \
            from the same Opus, without WebRTC: what a server pays at least that starts one for each live.
            """)

    @Option(help: "How many lives.")
    var lives = 100

    @Option(help: "One rendition (48k) or three (96k,48k,32k).")
    var renditions = 1

    @Option(help: "How many seconds of sound, in real time.")
    var seconds = 60

    @Flag(help: "The object storage is OpenStack Swift over S3 instead of a directory.")
    var s3 = false

    @Option(help: "How many FFmpeg processes run for the comparison; 0 leaves it out.")
    var ffmpeg = 4

    @Option(help: "Runs again with so many more lives each time, until segments are late or packets are lost.")
    var ramp = 0

    @Option(help: "Writes the figures to this file too.")
    var json: String?

    func validate() throws {
        guard (1...1_000).contains(lives) else { throw ValidationError("--lives is from 1 to 1000") }
        guard [1, 3].contains(renditions) else { throw ValidationError("--renditions is 1 or 3") }
        guard seconds >= 10 else { throw ValidationError("--seconds is at least 10") }
        guard ffmpeg >= 0, ramp >= 0 else { throw ValidationError("--ffmpeg and --ramp are not negative") }
    }

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "roadwave-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        let ladder = renditions == 1 ? ["48k"] : ["96k", "48k", "32k"]
        var figures = try measure(lives, ladder, in: folder)
        if ffmpeg > 0 {
            let rival = FFmpegLives(count: ffmpeg, ladder: ladder, seconds: min(seconds, 30))
            figures.ffmpeg = try rival.measure(in: folder)
        }
        print(figures.table(ladder: ladder, isS3: s3))
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            try encoder.encode(figures).write(to: URL(filePath: json))
        }
        guard ramp > 0 else { return }
        var held = figures.holds ? lives : 0
        while held > 0, held + ramp <= 1_000 {
            let more = try measure(held + ramp, ladder, in: folder)
            print(more.row)
            guard more.holds else { break }
            held += ramp
        }
        print("holds \(held) lives, not \(held + ramp)")
    }

    private func measure(_ lives: Int, _ ladder: [String], in folder: URL) throws -> LiveFigures {
        let run = LiveRun(lives: lives, ladder: ladder, seconds: seconds, isS3: s3)
        return try run.measure(in: folder.appending(path: "\(lives)"))
    }
}
