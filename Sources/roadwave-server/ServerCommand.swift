import ArgumentParser
import RoadWave

/// The command line of the engine.
@main
struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roadwave-server",
        abstract: "RoadWave: live radio from a phone's microphone to every player.",
        version: RoadWaveVersion.current,
        subcommands: [
            ServeCommand.self, DrainCommand.self, DemoCommand.self, TokenCommand.self, MigrateCommand.self,
            ConfigCommand.self,
            WorkerCommand.self, JobsCommand.self, SweepCommand.self, RecoverCommand.self, BillingCommand.self,
            PrivacyCommand.self, AuditCommand.self,
        ])
}

/// Ends the program with its one line on standard error and exit code 1.
struct CommandError: Error, CustomStringConvertible {
    var message: String

    var description: String { message }
}
