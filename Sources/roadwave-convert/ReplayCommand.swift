internal import ArgumentParser
internal import Foundation
internal import RoadWaveMedia

/// `roadwave-convert replay`: the whole conversion, as a worker does it, with files in the place of a storage.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Makes the MP3, the segments of both renditions and the waveform.")

    @Argument(help: "The recording.")
    var recording: String

    @Argument(help: "The folder to make.")
    var folder: String

    @Option(help: "What `measure` wrote of this recording; it is measured where this is not given.")
    var measurement: String?

    func run() async throws {
        let source = try RecordingFile(recording)
        let known = try measurement.map {
            try JSONDecoder().decode(RecordingMeasurement.self, from: Data(contentsOf: URL(filePath: $0)))
        }
        let conversion = ReplayConversion(
            of: source, description: .init(title: "Replay", creator: "RoadWave", date: "2026-01-31"))
        let sink = ReplayFolder(URL(filePath: folder), of: conversion)
        let outcome = try await conversion.run(measurement: known, into: sink)
        guard case .published(let report) = outcome else {
            throw ConvertError("\(recording) becomes no replay: \(outcome.name)")
        }
        try await sink.finish(report)
        let figures = ReplaySummary(
            seconds: Double(report.frameCount) / 48_000, passes: report.plan.pass, reachesTarget: report.reachesTarget)
        print(String(decoding: try JSONEncoder().encode(figures), as: UTF8.self))
    }
}

/// What is said of a replay, as one line of JSON.
private struct ReplaySummary: Encodable {
    /// How long it lasts.
    var seconds: Double
    /// How often it was encoded, whole or in part.
    var passes: Int
    /// What the conversion itself says, which checks its MP3.
    var reachesTarget: Bool
}
