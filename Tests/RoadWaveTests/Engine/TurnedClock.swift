import Synchronization

/// A clock that a test turns by hand.
final class TurnedClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var sinceStart = Duration.zero

        func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.sinceStart < rhs.sinceStart }
    }

    private struct State {
        var now = Instant()
        var nextSleeper = 0
        var sleepers: [Int: (deadline: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
        /// Cancelled before they fell asleep.
        var cancelled: Set<Int> = []
        var isFree = false
        /// Tests that wait for a sleeper.
        var observers: [CheckedContinuation<Duration, Never>] = []
    }

    /// What becomes of a new sleeper.
    private enum Outcome {
        case awake
        case cancelled
        case asleep(Duration, observers: [CheckedContinuation<Duration, Never>])
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let sleeper = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch add(sleeper, deadline: deadline, continuation) {
                case .awake: continuation.resume()
                case .cancelled: continuation.resume(throwing: CancellationError())
                case .asleep(let wait, let observers): for observer in observers { observer.resume(returning: wait) }
                }
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                guard let found = state.sleepers.removeValue(forKey: sleeper) else {
                    state.cancelled.insert(sleeper)
                    return nil
                }
                return found.continuation
            }
            continuation?.resume(throwing: CancellationError())
        }
    }

    private func add(
        _ sleeper: Int, deadline: Instant, _ continuation: CheckedContinuation<Void, any Error>
    ) -> Outcome {
        state.withLock { state in
            if state.cancelled.remove(sleeper) != nil { return .cancelled }
            if state.isFree { state.now = max(state.now, deadline) }
            if deadline <= state.now { return .awake }
            state.sleepers[sleeper] = (deadline, continuation)
            defer { state.observers = [] }
            return .asleep(state.now.duration(to: deadline), observers: state.observers)
        }
    }

    /// How many sleep.
    var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Waits until somebody sleeps, and says for how long: of several, the one who has slept the longest.
    func nextSleep() async -> Duration {
        await withCheckedContinuation { continuation in
            let wait = state.withLock { state -> Duration? in
                if let first = state.sleepers.min(by: { $0.key < $1.key }) {
                    return state.now.duration(to: first.value.deadline)
                }
                state.observers.append(continuation)
                return nil
            }
            if let wait { continuation.resume(returning: wait) }
        }
    }

    /// Turns the clock, and wakes whoever slept until then.
    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for sleeper in due.keys { state.sleepers[sleeper] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// From now on nobody sleeps: the clock jumps to each deadline.
    func setFree() {
        let sleepers = state.withLock { state in
            state.isFree = true
            state.now = state.sleepers.values.map(\.deadline).reduce(state.now, max)
            defer { state.sleepers = [:] }
            return state.sleepers.values.map(\.continuation)
        }
        for continuation in sleepers { continuation.resume() }
    }
}
