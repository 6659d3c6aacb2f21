internal import ArgumentParser
internal import Foundation

/// `ci/bench replay`: what the conversion of a recording costs, beside FFmpeg on the same recording.
struct ReplayBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Conversion of a recording into a replay, beside FFmpeg's command line.",
        discussion: """
            The recording has speech, music and silences of 5 to 8 s; it is made once and kept. It is converted three times, \
            each time in processes of their own: by RoadWave, by RoadWave with the loudness that was measured during the \
            live, and by FFmpeg in two passes. Each makes an MP3 of 256 kbit/s and segments of 10 s of MP3 and AAC. RoadWave \
            also draws the waveform, and decodes and measures its MP3; FFmpeg does not. All MP3s then pass the same gate, \
            FFmpeg's ebur128: -14 ± 0.3 LUFS, at most -1 dBTP. It fails where a replay of RoadWave is refused.
            """)

    @Option(help: "Writes the figures to this file too.")
    var json: String?

    @Option(help: "The length of the recording.")
    var minutes = 60

    func validate() throws {
        guard (1...720).contains(minutes) else { throw ValidationError("--minutes is from 1 to 720") }
    }

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "roadwave-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        let recording = try ReplayRecording(minutes: minutes).file(progress: progress)
        let measuring = RoadWaveReplay(recording: recording, folder: folder.appending(path: "measuring"))
        let known = RoadWaveReplay(recording: recording, folder: folder.appending(path: "known"))
        let ffmpeg = FFmpegReplay(recording: recording, folder: folder.appending(path: "ffmpeg"))
        progress("RoadWave")
        let first = try measuring.run()
        let measurement = folder.appending(path: "measurement.json")
        try RoadWaveReplay.measure(recording, into: measurement)
        progress("RoadWave, loudness known")
        let second = try known.run(measurement: measurement)
        progress("FFmpeg")
        let third = try ffmpeg.run()
        // Last, as what a child is measured with is not below what this process has.
        progress("the gate")
        let figures = ReplayFigures(
            minutes: minutes, replay: first.summary,
            measuring: ReplayCost(usage: first.usage, gate: try ReplayGate(file: measuring.mp3, in: folder)),
            known: ReplayCost(usage: second.usage, gate: try ReplayGate(file: known.mp3, in: folder)),
            ffmpeg: ReplayCost(usage: third, gate: try ReplayGate(file: ffmpeg.mp3, in: folder)))
        print(figures.table)
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            try encoder.encode(figures).write(to: URL(filePath: json))
        }
        let refusals = figures.measuring.gate.refusals + figures.known.gate.refusals
        guard refusals.isEmpty else {
            throw BenchError("a replay is refused: \(refusals.joined(separator: ", "))")
        }
    }

    private func progress(_ text: String) {
        FileHandle.standardError.write(Data("\(text)…\n".utf8))
    }
}
