internal import Synchronization

/// The counter that gives the nodes of documents and the pickles their ids: `0`, `1`, …
public struct IDCounter: Sendable, Hashable {
    /// The number of the next id.
    public private(set) var nextValue: Int

    /// A counter whose first id is the given number.
    public init(startingAt first: Int = 0) {
        nextValue = first
    }

    /// The next id.
    public mutating func next() -> String {
        defer { nextValue += 1 }
        return String(nextValue)
    }
}

/// The same counter for the tasks of a run, which share it: every message has an id of its own.
final class IDGenerator: Sendable {
    private let nextValue: Atomic<Int>

    init(startingAt first: Int = 0) {
        nextValue = Atomic(first)
    }

    func next() -> String {
        String(nextValue.wrappingAdd(1, ordering: .relaxed).oldValue)
    }
}
