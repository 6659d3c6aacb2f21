import ArgumentParser
import Foundation
import Logging
import RoadWave

/// `roadwave-server audit`: the audit trail, for operators.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Shows the audit trail.", subcommands: [Show.self], defaultSubcommand: Show.self
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Prints events, newest first, one line of JSON each.",
            discussion: """
                The reading is an event of the trail itself (trail_read), written before the output, with the name of the \
                reader and the filter.
                """)

        @Option(help: ArgumentHelp("Only the events of this live.", valueName: "live_id"))
        var live: String?

        @Option(help: ArgumentHelp("Only the events by this user, or about the user.", valueName: "uuid"))
        var user: String?

        @Option(help: ArgumentHelp("The most lines.", valueName: "n"))
        var limit = 100

        @Option(
            help: ArgumentHelp("The name of the reader; by default the account on this machine.", valueName: "name"))
        var reader: String?

        @OptionGroup var place: DataOption

        func validate() throws {
            guard (1...100_000).contains(limit) else {
                throw ValidationError("'\(limit)' cannot be used for --limit: expected a number from 1 to 100000")
            }
        }

        func run() async throws {
            let settings = try place.settings()
            let question = AuditOperation.Question(
                live: live, user: user, limit: limit, reader: reader ?? NSUserName())
            do {
                let lines = try await AuditOperation.show(question, settings, logger: Logger(label: "roadwave"))
                for line in lines { StandardOutput.write(line) }
            } catch {
                throw CommandError(message: "\(error)")
            }
        }
    }
}
