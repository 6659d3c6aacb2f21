/// The messages of nodes about their lives. A node that is disconnected misses messages.
protocol EventBus: Sendable {
    /// The deliveries, including the node's own messages. To be iterated once, by one task.
    var deliveries: AsyncStream<BusDelivery> { get }

    /// Publishes a message to all connected nodes. It never fails: nodes that missed the message ask the registry.
    func publish(_ message: [UInt8]) async

    /// Ends the deliveries.
    func close() async
}

/// A delivery of the bus.
enum BusDelivery: Hashable, Sendable {
    /// The node is connected from now on; it may have missed earlier messages.
    case connected
    /// A message with arbitrary content.
    case message([UInt8])
}

extension EventBus {
    /// The most deliveries that may wait: minutes of the events of a hundred lives. Beyond, the oldest are lost.
    static var deliveryLimit: Int { 1_024 }
}
