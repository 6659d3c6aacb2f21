import ArgumentParser
import Configuration
import Logging
import RoadWave

/// `roadwave-server migrate`: brings the tables of the database up to date.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Brings the tables of the database up to date.",
        discussion: """
            The database is the PostgreSQL of ROADWAVE_POSTGRES_URL, else the file roadwave.sqlite of the data directory. \
            'serve' does the same when it starts: this is for an update that is prepared, or for nodes whose account may \
            not make tables. Several may run at once: one migrates, the others wait for it.

            With ROADWAVE_POSTGRES_OWNER_URL, the tables belong to the login of that URL, and the login of \
            ROADWAVE_POSTGRES_URL gets the rights of a node: it can then read the audit trail and add to it, and neither \
            change nor delete events. Without it, nodes own the audit trail.

            Prints a line for each migration that it applied, and one at the end. A migration that fails leaves the \
            database as it was. The exit code is then 1.
            """)

    @Option(
        help: ArgumentHelp("The data directory of a node without PostgreSQL.", valueName: "dir"),
        transform: { text in
            guard let path = NodeConfiguration.parseDirectory(text) else {
                throw ValidationError("'\(text)' cannot be used: \(NodeConfiguration.acceptedDirectory)")
            }
            return path
        })
    var data: String?

    func run() async throws {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            // The result is printed on standard output.
            handler.logLevel = .warning
            return handler
        }
        do {
            var settings = try NodeConfiguration(reader: ConfigReader(provider: EnvironmentVariablesProvider()))
            if let data { settings.dataDirectory = data }
            let outcome = try await DatabaseMigration.run(settings, logger: Logger(label: "roadwave"))
            for migration in outcome.applied { print("applied \(migration)") }
            if let role = outcome.runtimeRole { print("\(role) has the rights of a node") }
            print("\(outcome.database) is up to date: \(outcome.applied.count) applied, \(outcome.present) present")
        } catch {
            throw CommandError(message: "\(error)")
        }
    }
}
