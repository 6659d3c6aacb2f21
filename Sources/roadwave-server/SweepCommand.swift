import ArgumentParser
import Configuration
import Logging
import RoadWave

/// `roadwave-server sweep`: deletes what is kept no longer.
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Deletes recordings and media of lives that are kept no longer.",
        discussion: """
            Deletes the raw recordings whose replays were published ROADWAVE_RECORDING_KEPT_SECONDS ago (7 days) or whose \
            jobs were dropped, the media of lives that ended ROADWAVE_LIVE_MEDIA_KEPT_SECONDS ago (24 hours), what jobs that \
            ended a day ago have left of replays, and uploads that died a day ago. Replays stay. A recording whose replay is not published, or whose MP3 is not in the \
            storage, is never deleted: a line for each says how old it is, and why it stays. Every node does the same once \
            a day, for the recordings on its disk as well; 'sweep' looks at those in ROADWAVE_DATA.

            Days of the audit trail that ended ROADWAVE_AUDIT_KEPT_DAYS ago (90) are deleted as a whole, also by every node \
            once an hour. If more than three are due at once, none goes without --force.

            Ages are those of the database's clock. If the clocks of this machine, the database and the storages differ by \
            more than 5 minutes, nothing is deleted and the exit code is 1. It is also 1 if a storage fails; the next sweep \
            goes on. Several sweeps may run at once.
            """)

    @Flag(help: "Deletes nothing, and prints what would be deleted; unfinished uploads are not counted.")
    var dryRun = false

    @Flag(help: "Lets more than three days of the audit trail go at once.")
    var force = false

    @Option(
        help: ArgumentHelp("The data directory, in place of ROADWAVE_DATA.", valueName: "dir"),
        transform: ServerCommand.dataDirectory)
    var data: String?

    func run() async throws {
        let settings = try ServerCommand.settings()
        let outcome: SweepOperation.Outcome
        do throws(RoadWaveError) {
            outcome = try await SweepOperation.run(
                settings, data: data, isDryRun: dryRun, isForced: force, logger: Logger(label: "roadwave"))
        } catch {
            throw CommandError(message: error.description)
        }
        for line in outcome.lines { print(line) }
        if let failure = outcome.failure { throw CommandError(message: failure) }
    }
}

extension ServerCommand {
    /// The directory of an option.
    static func dataDirectory(_ text: String) throws -> String {
        guard let path = NodeConfiguration.parseDirectory(text) else {
            throw ValidationError("'\(text)' cannot be used: \(NodeConfiguration.acceptedDirectory)")
        }
        return path
    }

    /// The settings of the environment, for a command whose result is printed on standard output.
    static func settings() throws -> NodeConfiguration {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .warning
            return handler
        }
        let logger = Logger(label: "roadwave")
        for variable in try UnusedVariable.checked() { logger.warning("\(variable)") }
        do throws(ConfigurationError) {
            return try NodeConfiguration(reader: ConfigReader(provider: EnvironmentVariablesProvider()))
        } catch {
            throw CommandError(message: error.description)
        }
    }
}
