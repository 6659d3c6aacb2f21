internal import Synchronization

/// The counter that gives every message of a run its id: `0`, `1`, …
final class IDGenerator: Sendable {
    private let nextValue: Atomic<Int>

    init(startingAt first: Int = 0) {
        nextValue = Atomic(first)
    }

    func next() -> String {
        String(nextValue.wrappingAdd(1, ordering: .relaxed).oldValue)
    }
}
