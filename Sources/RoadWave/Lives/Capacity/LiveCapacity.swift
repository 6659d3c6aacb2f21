/// The slots for lives, counted over all nodes that share them, and the priority queue for the next free one.
///
/// A slot is a lease: a node renews the slots of its running lives, and the slots of a dead node become free when the
/// lease expires. The port guarantees the following, and its contract suite checks it on every implementation:
/// - `acquire` never grants more slots than ``CapacityPolicy/maximumLives``, however many nodes ask at once;
/// - a creator holds at most ``CapacityPolicy/livesPerCreator`` slots on all nodes together;
/// - a free slot is reserved for the creators in the queue, in order of arrival; each has
///   ``CapacityPolicy/reservation`` to take it, and nobody else gets a reserved slot;
/// - every call can be repeated after a lost response: a live has one slot, a creator one ticket.
///
/// Dates come from the caller. An implementation shared by several machines converts them to a common time, since wall
/// clocks differ.
protocol LiveCapacity: Sendable {
    /// Renews the slots of a node's running lives, as ``renew(_:now:)`` does. So they count even after a pause of the
    /// process longer than a lease. Then takes a slot for a new live, or a place in the queue for its creator.
    func acquire(
        _ request: SlotRequest, renewing lives: [LiveID: UserID], now: WallDate
    ) async throws(CapacityError) -> Admission

    /// Releases a slot, and reserves it for the first creator in the queue. Releasing a slot that does not exist is no
    /// error.
    func release(_ live: LiveID, now: WallDate) async throws(CapacityError)

    /// Renews the slots of running lives. A slot that has expired or was lost is taken again: the live runs, so it must
    /// count.
    /// - Parameter lives: the lives with their creators.
    /// - Returns: the occupancy of all nodes together.
    @discardableResult
    func renew(_ lives: [LiveID: UserID], now: WallDate) async throws(CapacityError) -> Occupancy
}

/// Why the slots for lives cannot be counted.
struct CapacityError: Error, CustomStringConvertible {
    /// The problem, in one English line.
    var message: String
    /// The failure underneath.
    var cause: (any Error)?

    var description: String { cause.map { "\(message) (\($0))" } ?? message }
}
