internal import ArgumentParser

/// The command line of the process that `ci/bench replay` measures: a conversion, and what it needs beforehand.
@main
struct RoadWaveConvert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roadwave-convert",
        abstract: "Converts a recording into a replay, in a folder.",
        subcommands: [ReplayCommand.self, MeasureCommand.self, ProgrammeCommand.self])
}

/// A conversion that could not be done.
struct ConvertError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
