internal import Synchronization

/// The event bus of the nodes of one process, used by a node on its own.
final class MemoryEventBus: EventBus {
    /// The shared part of the buses of one process.
    final class Hub: Sendable {
        private struct State {
            var listeners: [Int: AsyncStream<BusDelivery>.Continuation] = [:]
            var nextIdentifier = 0
        }

        private let state = Mutex(State())

        fileprivate func add(_ listener: AsyncStream<BusDelivery>.Continuation) -> Int {
            state.withLock { state in
                state.nextIdentifier += 1
                state.listeners[state.nextIdentifier] = listener
                return state.nextIdentifier
            }
        }

        fileprivate func remove(_ identifier: Int) { state.withLock { $0.listeners[identifier] = nil } }

        fileprivate func publish(_ message: [UInt8]) {
            for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield(.message(message)) }
        }
    }

    let deliveries: AsyncStream<BusDelivery>
    private let continuation: AsyncStream<BusDelivery>.Continuation
    private let hub: Hub
    private let identifier: Int

    /// - Parameter hub: shared by the nodes that receive each other's messages.
    init(hub: Hub = Hub()) {
        self.hub = hub
        (deliveries, continuation) = AsyncStream.makeStream(
            of: BusDelivery.self, bufferingPolicy: .bufferingNewest(Self.deliveryLimit))
        identifier = hub.add(continuation)
        continuation.yield(.connected)
    }

    func publish(_ message: [UInt8]) async { hub.publish(message) }

    func close() async {
        hub.remove(identifier)
        continuation.finish()
    }
}
