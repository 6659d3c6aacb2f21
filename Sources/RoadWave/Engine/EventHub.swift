internal import Synchronization

/// Hands every event to each of its observers, none of which can slow the engine down.
final class EventHub: Sendable {
    /// A live makes one event each two seconds and rendition: this holds two minutes of a full node (100 lives,
    /// one rendition). An observer that is slower than that loses the oldest.
    static let capacity = 6000

    private struct State {
        var observers: [Int: AsyncStream<EngineEvent>.Continuation] = [:]
        var nextIdentifier = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// A stream of the events from now on; it ends when the node has stopped.
    func observe() -> AsyncStream<EngineEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: EngineEvent.self, bufferingPolicy: .bufferingNewest(Self.capacity))
        let identifier = state.withLock { state -> Int? in
            guard !state.isFinished else { return nil }
            state.nextIdentifier += 1
            state.observers[state.nextIdentifier] = continuation
            return state.nextIdentifier
        }
        guard let identifier else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.observers.removeValue(forKey: identifier) }
        }
        return stream
    }

    func publish(_ event: EngineEvent) {
        let observers = state.withLock { Array($0.observers.values) }
        for observer in observers { observer.yield(event) }
    }

    /// Ends every stream. Outside the lock, since finishing calls `onTermination`.
    func finish() {
        let observers = state.withLock { state in
            state.isFinished = true
            return Array(state.observers.values)
        }
        for observer in observers { observer.finish() }
    }
}
