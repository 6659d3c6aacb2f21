import ArgumentParser
import Logging
import RoadWave

/// `roadwave-server privacy`: the data about a user.
struct PrivacyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "privacy",
        abstract: "Exports and erases the data about a user.",
        discussion: """
            The settings are those of a node: the database, Redis, both storages and the data directory of this machine are \
            searched. The Redis user also needs SCAN, TYPE, HSCAN, SSCAN and ZSCAN. Each use is audited, with \
            a keyed hash in the place of the user. The key, and the list of erased users, are in ROADWAVE_ERASURES, else in \
            the data directory: keep both, apart from the backups of the database.
            """,
        subcommands: [Export.self, Erase.self, Reapply.self])

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Prints one JSON document with all data about a user.")

        @Option(help: ArgumentHelp("The user: the 'sub' of the user's tokens.", valueName: "uuid"))
        var user: String

        @OptionGroup var place: DataOption

        func run() async throws {
            try await PrivacyCommand.perform { settings, logger in
                [try await PrivacyOperation.export(user, settings, data: place.data, logger: logger)]
            }
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "erase",
            abstract: "Erases a user, and prints the places that were not reached.",
            discussion: """
                Recordings, replays and media of the user's lives are deleted, their titles go, and a pseudonym takes the \
                place of the user elsewhere. Figures stay, and so do lives and replays of others. A ban of the user ends. \
                It can be repeated, for the places that were not reached.
                """)

        @Option(help: ArgumentHelp("The user: the 'sub' of the user's tokens.", valueName: "uuid"))
        var user: String

        @OptionGroup var place: DataOption

        func run() async throws {
            try await PrivacyCommand.perform { settings, logger in
                try await PrivacyOperation.erase(user, settings, data: place.data, logger: logger)
            }
        }
    }

    struct Reapply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reapply", abstract: "Erases again the erased users who are in a restored backup.")

        @OptionGroup var place: DataOption

        func run() async throws {
            try await PrivacyCommand.perform { settings, logger in
                try await PrivacyOperation.reapply(settings, data: place.data, logger: logger)
            }
        }
    }

    private static func perform(
        _ body: (NodeConfiguration, Logger) async throws -> [String]
    ) async throws {
        let settings = try ServerCommand.settings()
        do {
            for line in try await body(settings, Logger(label: "roadwave")) { StandardOutput.write(line) }
        } catch {
            throw CommandError(message: "\(error)")
        }
    }
}
