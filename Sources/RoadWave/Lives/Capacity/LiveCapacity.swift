/// The places for lives, counted over every node that shares them, and the priority queue for the next free one.
///
/// A slot is a lease: a node renews those of its running lives, and the slots of a node that died come back when the
/// lease runs out. What the port promises, and its contract suite checks on every implementation:
/// - `acquire` never grants more slots than ``CapacityPolicy/maximumLives``, however many nodes ask at once;
/// - a creator holds at most ``CapacityPolicy/livesPerCreator`` of them, whichever nodes run the lives;
/// - a free place goes to the creators of the queue in the order in which they came, each of whom has
///   ``CapacityPolicy/reservation`` to take it; nobody else is given a place that is kept for them;
/// - every call can be made again after a lost answer: a live has one slot, a creator one ticket.
///
/// Dates are those of the caller. An implementation that nodes of several machines share brings them to one time, since
/// no two wall clocks agree.
protocol LiveCapacity: Sendable {
    /// Renews the slots of a node's running lives, as ``renew(_:now:)`` does: they count, even after a pause of its process
    /// that was longer than a lease. Then takes a slot for another one, or a place in the queue for its creator.
    func acquire(
        _ request: SlotRequest, renewing lives: [LiveID: UserID], now: WallDate
    ) async throws(CapacityError) -> Admission

    /// Gives a slot back, and keeps it for the first of the queue. It is no error when there is none.
    func release(_ live: LiveID, now: WallDate) async throws(CapacityError)

    /// Renews the slots of lives that run. One that is not known any more, because it ran out or was forgotten, is taken
    /// again: the live runs, and has to count.
    /// - Parameter lives: each with its creator.
    /// - Returns: how full all nodes are together.
    @discardableResult
    func renew(_ lives: [LiveID: UserID], now: WallDate) async throws(CapacityError) -> Occupancy
}

/// Why the places for lives cannot be counted.
struct CapacityError: Error, CustomStringConvertible {
    /// What does not work, in one English line.
    var message: String
    /// The failure underneath.
    var cause: (any Error)?

    var description: String { cause.map { "\(message) (\($0))" } ?? message }
}
