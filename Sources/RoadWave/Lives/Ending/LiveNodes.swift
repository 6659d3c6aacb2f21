/// What the lives of a node need of the nodes that share a registry with it.
protocol LiveNodes: Sendable {
    /// Records in the registry how a live of this node ended.
    /// - Returns: what the registry knows of it.
    func recordEnd(of live: Live) async -> LiveEnding.Verdict

    /// Publishes an event to the other nodes.
    func publish(_ event: EngineEvent) async
}
