import RoadWave
import ServiceLifecycle
import UnixSignals

/// Drains a node at SIGUSR1, and then ends the group of services, which stops the node.
struct DrainSignal: Service {
    private let node: RoadWaveNode
    private let signals: UnixSignalsSequence

    /// Handles the signal from now on; by default it ends the process.
    init(node: RoadWaveNode) async {
        self.node = node
        signals = await UnixSignalsSequence(trapping: .sigusr1)
    }

    func run() async {
        // SIGTERM ends a drain at once: the node then ends its lives.
        await cancelWhenGracefulShutdown {
            for await _ in signals {
                await node.drain()
                return
            }
        }
    }
}
