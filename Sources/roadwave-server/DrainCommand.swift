import ArgumentParser
import RoadWave

/// `roadwave-server drain`: empties a running node before a new version or a restart of the machine.
struct DrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Lets a node on this machine take no new lives, and stop once the last one is over.",
        discussion: """
            Sends SIGUSR1 to the 'serve' of the data directory. From then on it refuses new lives, /readyz says 503, and \
            creators read that the server will stop; lives that run go on, and listeners are served. It stops by itself once \
            no live runs, at the latest after ROADWAVE_DRAIN_SECONDS (half an hour): then the remaining lives end as with \
            SIGTERM. This command returns when it has stopped.
            """)

    @Option(
        help: ArgumentHelp("The data directory, in place of ROADWAVE_DATA.", valueName: "dir"),
        transform: ServerCommand.dataDirectory)
    var data: String?

    @Flag(inversion: .prefixedNo, help: "Waits until the node has stopped.")
    var wait = true

    func run() async throws {
        let directory = try data ?? ServerCommand.settings().dataDirectory
        let request = DrainRequest(directory: directory)
        do throws(RoadWaveError) {
            StandardOutput.write("process \(try request.send()) takes no new lives, and stops after the last one")
        } catch {
            throw CommandError(message: error.description)
        }
        guard wait else { return }
        // why: only its lock shows the end of a process that is not our child.
        while !request.isOver { try await Task.sleep(for: .milliseconds(500)) }
        StandardOutput.write("stopped")
    }
}
