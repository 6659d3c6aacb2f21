internal import Synchronization

/// How many streams of events may be open at once.
final class EventStreamPlaces: Sendable {
    /// A connection stays with its stream for hours: the streams get less than half of those that the port takes
    /// (`HTTPListener.maximumConnections`), so that creators and players always find one. Four for each live of a full node.
    static let maximum = 400

    private let counters: NodeCounters

    /// - Parameter counters: where open streams are counted.
    init(counters: NodeCounters) {
        self.counters = counters
    }

    /// A place, which is free again once the value is gone; nil when all are taken.
    func take() -> Place? {
        let isTaken = counters.change { figures in
            guard figures.eventStreams < Self.maximum else { return false }
            figures.eventStreams += 1
            return true
        }
        return isTaken ? Place(counters: counters) : nil
    }

    /// One open stream. Held by the body of the answer: it goes with it, whether the body was ever sent or not.
    final class Place: Sendable {
        private let counters: NodeCounters

        fileprivate init(counters: NodeCounters) {
            self.counters = counters
        }

        deinit {
            counters.count { $0.eventStreams -= 1 }
        }
    }
}
