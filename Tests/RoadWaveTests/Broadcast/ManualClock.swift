import Synchronization

/// A clock that stands still until it is turned.
final class ManualClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private struct Sleeper {
        var id: Int
        var deadline: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var isFree = false
        var lastID = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
        var observers: [CheckedContinuation<Duration, Never>] = []
    }

    /// What becomes of a new sleeper.
    private enum Outcome {
        case awake
        case cancelled
        case asleep(Duration, observers: [CheckedContinuation<Duration, Never>])
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock(\.now) }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch add(Sleeper(id: id, deadline: deadline, continuation: continuation)) {
                case .awake: continuation.resume()
                case .cancelled: continuation.resume(throwing: CancellationError())
                case .asleep(let wait, let observers): for observer in observers { observer.resume(returning: wait) }
                }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.cancelled.insert(id)
                let index = state.sleepers.firstIndex { $0.id == id }
                return index.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    private func add(_ sleeper: Sleeper) -> Outcome {
        state.withLock { state in
            if state.cancelled.contains(sleeper.id) { return .cancelled }
            if state.isFree { state.now = max(state.now, sleeper.deadline) }
            if sleeper.deadline <= state.now { return .awake }
            state.sleepers.append(sleeper)
            defer { state.observers = [] }
            return .asleep(state.now.duration(to: sleeper.deadline), observers: state.observers)
        }
    }

    /// Waits until somebody sleeps, and says for how long.
    func nextSleep() async -> Duration {
        await withCheckedContinuation { continuation in
            let wait = state.withLock { state -> Duration? in
                if let sleeper = state.sleepers.first { return state.now.duration(to: sleeper.deadline) }
                state.observers.append(continuation)
                return nil
            }
            if let wait { continuation.resume(returning: wait) }
        }
    }

    /// Turns the clock and wakes up whoever is due.
    func advance(by duration: Duration) {
        wakeUp { state in
            state.now = state.now.advanced(by: duration)
            let now = state.now
            defer { state.sleepers.removeAll { $0.deadline <= now } }
            return state.sleepers.filter { $0.deadline <= now }
        }
    }

    /// From now on nobody sleeps: the clock jumps to each deadline.
    func setFree() {
        wakeUp { state in
            state.isFree = true
            state.now = state.sleepers.map(\.deadline).reduce(state.now, max)
            defer { state.sleepers = [] }
            return state.sleepers
        }
    }

    private func wakeUp(_ choose: (inout State) -> [Sleeper]) {
        for sleeper in state.withLock({ choose(&$0) }) { sleeper.continuation.resume() }
    }
}
