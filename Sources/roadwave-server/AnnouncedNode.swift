import RoadWave
import ServiceLifecycle

/// A node that says on standard output when it takes lives, for whoever started the process to read.
struct AnnouncedNode: Service {
    let node: RoadWaveNode

    func run() async throws {
        let addresses = try await node.start()
        var line = "ready http=\(addresses.httpURL) udp=\(addresses.udp)"
        if let admin = addresses.adminURL { line += " admin=\(admin)" }
        // A reader of a pipe gets the line now, not when a buffer is full.
        StandardOutput.write(line)
        // Throws when the task is cancelled: the lives are ended in good order then, too.
        try? await gracefulShutdown()
        await node.stop()
    }
}
