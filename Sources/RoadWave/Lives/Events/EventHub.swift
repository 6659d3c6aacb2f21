internal import Synchronization

/// Hands every event to each observer. No observer can slow the engine down.
final class EventHub: Sendable {
    /// A live produces one event per two seconds and rendition, so this holds two minutes of a full node (100 lives,
    /// one rendition). A slower observer loses the oldest events.
    static let capacity = 6000

    /// How many events an observer of one live can fall behind: a live produces a few events a minute, apart from
    /// segments.
    static let liveCapacity = 64

    private typealias Observers = [Int: AsyncStream<EngineEvent>.Continuation]

    private struct State {
        var observers = Observers()
        /// The observers of one live: as many as the event streams that the node serves.
        var observersByLive: [LiveID: Observers] = [:]
        var nextIdentifier = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// A stream of events from now on; it ends when the node has stopped.
    func observe() -> AsyncStream<EngineEvent> {
        observe(limit: Self.capacity) { state, identifier, continuation in
            state.observers[identifier] = continuation
        } forget: { state, identifier in
            state.observers[identifier] = nil
        }
    }

    /// A stream of the events of one live from now on, without its segments. A slow observer loses the oldest events.
    func observe(_ live: LiveID) -> AsyncStream<EngineEvent> {
        observe(limit: Self.liveCapacity) { state, identifier, continuation in
            state.observersByLive[live, default: [:]][identifier] = continuation
        } forget: { state, identifier in
            state.observersByLive[live]?[identifier] = nil
            if state.observersByLive[live]?.isEmpty == true { state.observersByLive[live] = nil }
        }
    }

    /// The lives with observers.
    var observedLives: Set<LiveID> { state.withLock { Set($0.observersByLive.keys) } }

    func publish(_ event: EngineEvent) {
        let observers = state.withLock { state in
            var observers = Array(state.observers.values)
            if case .segmentListed = event { return observers }
            if let ofLive = state.observersByLive[event.liveID] { observers += ofLive.values }
            return observers
        }
        for observer in observers { observer.yield(event) }
    }

    /// Sends an event from another node to the observers of its live. Observers of all events get only the events of
    /// this node.
    func relay(_ event: EngineEvent) {
        let observers = state.withLock { Array(($0.observersByLive[event.liveID] ?? [:]).values) }
        for observer in observers { observer.yield(event) }
    }

    /// Ends every stream. Outside the lock, since finishing calls `onTermination`.
    func finish() {
        let observers = state.withLock { state in
            state.isFinished = true
            return Array(state.observers.values) + state.observersByLive.values.flatMap(\.values)
        }
        for observer in observers { observer.finish() }
    }

    private func observe(
        limit: Int,
        remember: (inout State, Int, AsyncStream<EngineEvent>.Continuation) -> Void,
        forget: @escaping @Sendable (inout State, Int) -> Void
    ) -> AsyncStream<EngineEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: EngineEvent.self, bufferingPolicy: .bufferingNewest(limit))
        let identifier = state.withLock { state -> Int? in
            guard !state.isFinished else { return nil }
            state.nextIdentifier += 1
            remember(&state, state.nextIdentifier, continuation)
            return state.nextIdentifier
        }
        guard let identifier else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { forget(&$0, identifier) }
        }
        return stream
    }
}
