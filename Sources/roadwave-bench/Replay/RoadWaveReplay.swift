internal import Foundation

/// Our conversion in a process of its own, which does what a worker does, with files in the place of a storage.
struct RoadWaveReplay {
    let recording: URL
    let folder: URL

    /// What the conversion says of a replay: the JSON of `roadwave-convert`.
    struct Summary: Codable {
        /// How long it lasts.
        var seconds: Double
        /// How often it was encoded, whole or in part.
        var passes: Int
        /// What the conversion itself says, which checks its MP3.
        var reachesTarget: Bool
    }

    var mp3: URL { folder.appending(path: "replay.mp3") }

    /// Makes the replay.
    /// - Parameter measurement: what is known of the recording; it is measured where that is nil.
    func run(measurement: URL? = nil) throws -> (usage: MeasuredUsage, summary: Summary) {
        let output = folder.appendingPathExtension("json")
        let usage = try MeasuredProcess.run(
            "roadwave-convert",
            ["replay", recording.path, folder.path] + (measurement.map { ["--measurement", $0.path] } ?? []),
            output: output)
        return (usage, try JSONDecoder().decode(Summary.self, from: Data(contentsOf: output)))
    }

    /// Measures the recording, as a recorder does during the live.
    static func measure(_ recording: URL, into file: URL) throws {
        _ = try MeasuredProcess.run(
            "roadwave-convert", ["measure", recording.path, file.path], output: file.appendingPathExtension("txt"))
    }
}
