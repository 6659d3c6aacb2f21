/// What nodes say to each other of their lives. What is said while a node does not hear is lost for it.
protocol EventBus: Sendable {
    /// What is heard, the node's own messages too. One listener, once.
    var deliveries: AsyncStream<BusDelivery> { get }

    /// Says something to every node that hears. It never fails: who missed it asks the registry.
    func publish(_ message: [UInt8]) async

    /// Ends the deliveries.
    func close() async
}

/// What the bus gives a node.
enum BusDelivery: Hashable, Sendable {
    /// The node hears from now on; what was said before was perhaps not heard.
    case connected
    /// A message, which may be anything.
    case message([UInt8])
}

extension EventBus {
    /// Deliveries that may wait: minutes of the events of a hundred lives. Beyond, the oldest are lost.
    static var deliveryLimit: Int { 1_024 }
}
