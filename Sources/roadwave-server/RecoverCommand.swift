import ArgumentParser
import Logging
import RoadWave

/// `roadwave-server recover`: queues the replays of lives whose node is gone.
struct RecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Queues the replays of lives whose node is gone, from what is left of their recordings.",
        discussion: """
            Takes the lives that are over and whose recordings nobody has handed over, or the named ones. If the disk of the \
            node is still there, --data sends what is on it to the secondary storage first; else a replay has what was \
            copied, all but the last 10 minutes at most (ROADWAVE_BACKUP_SECONDS). Prints a line for each live: 'LIVE_ID \
            recovered 612 s up to the last copy, queued'. Workers do the rest.

            It ends no live. A live whose node died is ended, and handed over, by any other node of the set-up; without \
            one it is listed as running until a node starts with the same ROADWAVE_DATA, or with the same \
            ROADWAVE_REDIS_URL and ROADWAVE_POSTGRES_URL. Such lives are not recovered before. Two other kinds of lives \
            are recovered only if they are named: those that ended less than a minute ago, and those whose node runs and \
            waits for the secondary storage. Their node sends the rest itself.

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
