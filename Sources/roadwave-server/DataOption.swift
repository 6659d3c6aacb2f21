import ArgumentParser
import RoadWave

/// The option `--data` of commands that use the database or the files of a node.
struct DataOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("The data directory, in place of ROADWAVE_DATA.", valueName: "dir"),
        transform: ServerCommand.dataDirectory)
    var data: String?

    /// The settings of the environment, with the directory of the option.
    func settings() throws -> NodeConfiguration {
        var settings = try ServerCommand.settings()
        if let data { settings.dataDirectory = data }
        return settings
    }
}
