import Logging
import RoadWave
import ServiceLifecycle

/// A node that prints a line on standard output when it accepts lives, for the parent process.
struct AnnouncedNode: Service {
    let node: RoadWaveNode
    let drain: DrainRequest
    let logger: Logger

    /// How often a node that is not ready yet is checked.
    private static let period = Duration.milliseconds(500)

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
        guard await isReady() else { return await node.stop() }
        // Unbuffered: the reader of a pipe gets the line at once.
        StandardOutput.write(line)
        // Throws when the task is cancelled: the lives are ended in good order in that case as well.
        try? await gracefulShutdown()
        await node.stop()
    }

    /// Waits until the node takes lives. It does not while Redis is away, nor for a lease after Redis lost its data.
    /// See docs/decisions/nodes.md, « Ready means ready ».
    /// - Returns: false if the node is told to stop before.
    private func isReady() async -> Bool {
        await cancelWhenGracefulShutdown {
            var reason: String?
            while let obstacle = await node.obstacle {
                if obstacle != reason { logger.notice("not ready yet", metadata: ["reason": "\(obstacle)"]) }
                reason = obstacle
                guard (try? await Task.sleep(for: Self.period)) != nil else { return false }
            }
            return true
        }
    }
}
