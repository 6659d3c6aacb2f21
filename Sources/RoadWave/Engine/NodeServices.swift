internal import Logging
internal import ServiceLifecycle

/// The parts of a started node, as services of one group. They are stopped in the reverse order of their opening.
///
/// Each part limits the time of its own stop, so the whole stop is bounded. See docs/decisions/nodes.md, « Parts of a
/// node ».
struct NodeServices: Sendable {
    /// A part that is already open, and only waits until it is closed.
    struct Open: Service {
        private let close: @Sendable () async -> Void

        /// - Parameter close: closes it, within a time limit.
        init(close: @escaping @Sendable () async -> Void) {
            self.close = close
        }

        func run() async {
            // The group is never cancelled: it ends only by graceful shutdown.
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
        // The task is detached. Otherwise, in the service group of the node's caller, all parts would inherit that
        // group's graceful shutdown (a task-local value), and stop at once instead of in order.
        task = Task.detached {
            do {
                try await group.run()
            } catch {
                logger.error("a part of the node has ended before its time", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Stops the parts, the last one first, and returns once all have stopped.
    func stop() async {
        await group.triggerGracefulShutdown()
        await task.value
    }
}
