import RoadWave
import ServiceLifecycle

/// A node that prints a line on standard output when it accepts lives, for the parent process.
struct AnnouncedNode: Service {
    let node: RoadWaveNode
    let drain: DrainRequest

    func run() async throws {
        let addresses = try await node.start()
        do throws(RoadWaveError) {
            try drain.accept()
        } catch {
            await node.stop()
            throw error
        }
        var line = "ready http=\(addresses.httpURL) udp=\(addresses.udp)"
        if let admin = addresses.adminURL { line += " admin=\(admin)" }
        // Unbuffered: the reader of a pipe gets the line at once.
        StandardOutput.write(line)
        // Throws when the task is cancelled: the lives are ended in good order in that case as well.
        try? await gracefulShutdown()
        await node.stop()
    }
}
