internal import ArgumentParser
internal import Foundation
internal import RoadWaveMedia

/// `roadwave-convert measure`: what a recorder knows at the end of a live that was measured while it ran.
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Measures a recording, for `replay --measurement`.")

    @Argument(help: "The recording.")
    var recording: String

    @Argument(help: "The file to write.")
    var output: String

    func run() async throws {
        let conversion = ReplayConversion(
            of: try RecordingFile(recording), description: .init(title: "", creator: "", date: ""))
        try JSONEncoder().encode(await conversion.measure()).write(to: URL(filePath: output))
    }
}
