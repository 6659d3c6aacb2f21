internal import ServiceLifecycle

extension NodeClock {
    /// Runs a body until the graceful shutdown of the task's group, or its cancellation; then the body is cancelled. What
    /// is not over within the limit, as a call to a server that stands still, is left to end by itself.
    func runUntilShutdown(stoppingWithin limit: Duration, _ body: @escaping @Sendable () async -> Void) async {
        let task = Task { await body() }
        try? await gracefulShutdown()
        task.cancel()
        _ = await wait(for: [task], atMost: limit)
    }
}
