internal import Synchronization

/// How many streams of events may be open at once.
struct EventStreamLimits: Hashable, Sendable {
    /// A connection stays with its stream for hours: with 100 lives, all the streams leave a hundred of 900 connections
    /// to players and publishers.
    static let standard = EventStreamLimits(total: 400, perLive: 200, perCreator: 4)

    /// Those of everybody, in all lives.
    var total: Int
    /// Those of everybody in one live: half, so that the audience of one live leaves some to the others.
    var perLive: Int
    /// Those that are kept for the creator of each live, whatever the others take: a second device, and a connection that
    /// the network cut and that is not known to be dead yet.
    var perCreator: Int
}

/// The places of streams of events. Who is not the live's creator cannot take the creator's, however many connections.
final class EventStreamPlaces: Sendable {
    /// Whose limit a place counts for.
    private enum Kind: Hashable {
        case everybody
        case creator
    }

    private struct Holder: Hashable {
        var live: LiveID
        var kind: Kind
    }

    private struct State {
        /// The places of everybody that are taken.
        var taken = 0
        /// Without zeros, so as many entries as places at most.
        var takenByHolder: [Holder: Int] = [:]
    }

    private let limits: EventStreamLimits
    private let counters: NodeCounters
    private let state = Mutex(State())

    /// - Parameter counters: where open streams are counted.
    init(_ limits: EventStreamLimits = .standard, counters: NodeCounters) {
        self.limits = limits
        self.counters = counters
    }

    /// A place, which is free again once the value is gone; nil when all are taken. A creator whose own are taken gets one
    /// of everybody's.
    func take(in live: LiveID, isCreator: Bool) -> Place? {
        let kinds: [Kind] = isCreator ? [.creator, .everybody] : [.everybody]
        let holder = state.withLock { state in
            let holder = kinds.lazy.map { Holder(live: live, kind: $0) }.first { isFree(for: $0, state) }
            guard let holder else { return Holder?.none }
            state.takenByHolder[holder, default: 0] += 1
            if holder.kind == .everybody { state.taken += 1 }
            return holder
        }
        guard let holder else { return nil }
        counters.count { $0.eventStreams += 1 }
        return Place { [self] in giveBack(holder) }
    }

    private func isFree(for holder: Holder, _ state: borrowing State) -> Bool {
        let taken = state.takenByHolder[holder, default: 0]
        switch holder.kind {
        case .creator: return taken < limits.perCreator
        case .everybody: return taken < limits.perLive && state.taken < limits.total
        }
    }

    private func giveBack(_ holder: Holder) {
        state.withLock { state in
            let left = state.takenByHolder[holder, default: 1] - 1
            state.takenByHolder[holder] = left > 0 ? left : nil
            if holder.kind == .everybody { state.taken -= 1 }
        }
        counters.count { $0.eventStreams -= 1 }
    }

    /// One open stream. Held by the body of the answer: it goes with it, whether the body was ever sent or not.
    final class Place: Sendable {
        private let giveBack: @Sendable () -> Void

        fileprivate init(giveBack: @escaping @Sendable () -> Void) {
            self.giveBack = giveBack
        }

        deinit { giveBack() }
    }
}
