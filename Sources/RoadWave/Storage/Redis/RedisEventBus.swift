internal import CoreMetrics
internal import Logging

/// The bus of the nodes that share a Redis: one channel of its publish and subscribe.
/// See docs/decisions/nodes.md, « Events between nodes ».
final class RedisEventBus: EventBus {
    /// The channel, of which the nodes of one set-up are the only users.
    static let channel = "{nodes}:events"

    let deliveries: AsyncStream<BusDelivery>
    private let continuation: AsyncStream<BusDelivery>.Continuation
    private let client: RedisClient
    private let subscriber: RedisSubscriber
    private let metrics: NodesMetrics

    /// - Parameter client: publishes; the subscription has a connection of its own.
    /// - Throws: when the system has no descriptor left.
    init(client: RedisClient, metrics: NodesMetrics, logger: Logger) throws(RedisError) {
        self.client = client
        self.metrics = metrics
        let (deliveries, continuation) = AsyncStream.makeStream(
            of: BusDelivery.self, bufferingPolicy: .bufferingNewest(Self.deliveryLimit))
        self.deliveries = deliveries
        self.continuation = continuation
        subscriber = try RedisSubscriber(address: client.address, channel: Self.channel) { delivery in
            // Before it waits with a thousand others: anyone on the channel may publish what Redis takes, which is 512 MB.
            if case .message(let bytes) = delivery, bytes.count > LiveMessage.maximumBytes {
                return metrics.messagesDropped.increment()
            }
            if case .dropped = continuation.yield(delivery) { metrics.messagesDropped.increment() }
        } report: { failure in
            guard let failure else { return logger.info("the node is subscribed to the events of other nodes") }
            logger.warning("the node is not subscribed to the events of other nodes", metadata: ["error": "\(failure)"])
        }
        subscriber.start()
    }

    func publish(_ message: [UInt8]) async {
        do throws(RedisError) {
            _ = try await client.send(
                RedisCommand("PUBLISH", Self.channel, String(decoding: message, as: UTF8.self)))
        } catch {
            // The renewals of the lease say in the log that Redis does not answer.
            metrics.busFailures.increment()
        }
    }

    func close() async {
        await subscriber.stop()
        continuation.finish()
    }
}
