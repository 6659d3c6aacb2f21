import ArgumentParser
import Logging
import RoadWave

/// `roadwave-server recover`: queues the replays of lives whose node is gone.
struct RecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Queues the replays of lives whose node is gone, from what is left of their recordings.",
        discussion: """
            Takes the named lives, or all lives that are over and whose recordings were not handed over. If the disk of the \
            node is still there, name its directory with --data: its recordings are first sent to the secondary storage. \
            Without the disk, a replay ends with the last copy: at most 10 minutes are missing (ROADWAVE_BACKUP_SECONDS). \
            Prints a line for each live: 'LIVE_ID recovered 612 s up to the last copy, queued'. Workers do the rest.

            It ends no live, and skips a live that is listed as running. If the node of such a live died, any other node \
            with the same ROADWAVE_REDIS_URL and ROADWAVE_POSTGRES_URL ends the live and hands its recording over. If there \
            is no other node, start one with the same two addresses, or with the same ROADWAVE_DATA.

            Two kinds of lives are recovered only if they are named, since their node sends the rest itself: lives that \
            ended less than a minute ago, and lives whose node runs and waits for the secondary storage.

            The exit code is 1 if a named live is not recovered.
            """)

    @Option(
        help: ArgumentHelp("The data directory of the node that is gone.", valueName: "dir"),
        transform: ServerCommand.dataDirectory)
    var data: String?

    @Argument(help: ArgumentHelp("The lives to recover; all if none is named.", valueName: "live_id"))
    var lives: [String] = []

    func run() async throws {
        let settings = try ServerCommand.settings()
        let outcome: RecoveryOperation.Outcome
        do throws(RoadWaveError) {
            outcome = try await RecoveryOperation.run(
                settings, data: data, lives: lives, logger: Logger(label: "roadwave")
            ) { line in StandardOutput.write(line) }
        } catch {
            throw CommandError(message: error.description)
        }
        if let failure = outcome.failure { throw CommandError(message: failure) }
        guard outcome.refused.isEmpty else {
            throw CommandError(message: "not recovered: \(outcome.refused.joined(separator: ", "))")
        }
        if outcome.isEmpty { StandardOutput.write("nothing to recover: no live that is over waits for its recording") }
    }
}
