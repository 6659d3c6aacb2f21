internal import CoreMetrics

/// The metrics of the nodes' cooperation.
struct NodesMetrics: Sendable {
    /// Renewals of the node's lease that failed.
    let leaseFailures: Counter
    /// Lives of dead nodes that this node has claimed.
    let livesTakenOver: Counter
    /// Messages of other nodes that were malformed, unconfirmed, about the node's own lives, or found no room.
    let messagesDropped: Counter
    let busFailures: Counter

    init(_ factory: any MetricsFactory) {
        leaseFailures = factory.counter(
            "roadwave_lease_failures_total", "Renewals of the node's lease that failed.")
        livesTakenOver = factory.counter(
            "roadwave_lives_taken_over_total", "Lives of dead nodes that this one ended.")
        messagesDropped = factory.counter(
            "roadwave_bus_messages_dropped_total",
            "Messages of other nodes that were malformed, unconfirmed, about the node's own lives, or found no room.")
        busFailures = factory.counter(
            "roadwave_bus_failures_total", "Messages to other nodes that were not sent.")
    }
}
