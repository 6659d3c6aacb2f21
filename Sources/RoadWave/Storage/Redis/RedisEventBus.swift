internal import CoreMetrics
internal import Logging

/// The event bus of the nodes that share a Redis: one publish/subscribe channel.
/// See docs/decisions/nodes.md, « Events between nodes ».
final class RedisEventBus: EventBus {
    /// The channel. Only the nodes of one installation use it.
    static let channel = "{nodes}:events"

    let deliveries: AsyncStream<BusDelivery>
    private let continuation: AsyncStream<BusDelivery>.Continuation
    private let client: RedisClient
    private let subscriber: RedisSubscriber
    private let metrics: NodesMetrics

    /// - Parameter client: publishes; the subscription has a separate connection.
    /// - Throws: if the system has no descriptor left.
    init(client: RedisClient, metrics: NodesMetrics, logger: Logger) throws(RedisError) {
        self.client = client
        self.metrics = metrics
        let (deliveries, continuation) = AsyncStream.makeStream(
            of: BusDelivery.self, bufferingPolicy: .bufferingNewest(Self.deliveryLimit))
        self.deliveries = deliveries
        self.continuation = continuation
        subscriber = try RedisSubscriber(address: client.address, channel: Self.channel) { delivery in
            // This check comes before the message joins a queue of a thousand others: every client of the channel may
            // publish up to the limit of Redis, 512 MB.
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
            // The failed renewals of the lease already log that Redis does not answer.
            metrics.busFailures.increment()
        }
    }

    func close() async {
        await subscriber.stop()
        continuation.finish()
    }
}
