internal import Logging
internal import ServiceLifecycle

/// The parts of a started node, as services of one group: each is stopped once those that were opened after it are.
///
/// A part bounds its own stop, so that the whole is bounded. See docs/decisions/nodes.md, « Parts of a node ».
struct NodeServices: Sendable {
    /// A part that is open already, and has nothing to do of its own until it is closed.
    struct Open: Service {
        private let close: @Sendable () async -> Void

        /// - Parameter close: closes it, within a bound.
        init(close: @escaping @Sendable () async -> Void) {
            self.close = close
        }

        func run() async {
            // Nobody cancels the group: the graceful shutdown is its only end.
            try? await gracefulShutdown()
            await close()
        }
    }

    private let group: ServiceGroup
    private let task: Task<Void, Never>

    /// Runs the parts.
    /// - Parameter parts: in the order in which they were opened.
    init(_ parts: [any Service], logger: Logger) {
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: parts, logger: logger))
        self.group = group
        // Detached: in the service group of the node's own caller, all parts would take that group's graceful shutdown (a
        // task-local value) for their own, and stop at once instead of in order.
        task = Task.detached {
            do {
                try await group.run()
            } catch {
                logger.error("a part of the node has ended before its time", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Stops the parts, the last one first, and returns once all are.
    func stop() async {
        await group.triggerGracefulShutdown()
        await task.value
    }
}
