/// The services that a node's lives need from the other nodes.
protocol LiveNodes: Sendable {
    /// Records in the registry how a live of this node ended.
    /// - Returns: whether the live still belonged to this node, according to the registry.
    func recordEnd(of live: Live) async -> LiveEnding.Verdict

    /// Publishes an event to the other nodes.
    func publish(_ event: EngineEvent) async
}
