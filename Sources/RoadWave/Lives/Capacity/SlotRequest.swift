/// A creator's request for a slot.
struct SlotRequest: Hashable, Sendable {
    /// The live for which the slot is requested; it does not run yet.
    var live: LiveID
    /// The creator of the live.
    var creator: Creator
    /// The ticket for the creator if no slot is free and the creator has no ticket yet. The node generates it, since
    /// the capacity store has no trustworthy source of randomness.
    var ticket: QueueTicket

    init(live: LiveID, creator: Creator, ticket: QueueTicket = .random()) {
        self.live = live
        self.creator = creator
        self.ticket = ticket
    }
}

/// The result of a request for a slot.
enum SlotDecision: Hashable, Sendable {
    /// The live has its slot.
    case granted
    /// The creator already runs the maximum number of lives, which are listed.
    case creatorLimit([LiveID])
    /// All slots are taken or reserved for others. A premium creator gets a place in the queue, unless the queue is
    /// full as well.
    case full(QueuePlace?)
    /// The count was lost, and the nodes are reporting it again. Until then it is unknown whether a slot is free.
    case settling
}

/// The response to a request for a slot.
struct Admission: Hashable, Sendable {
    var decision: SlotDecision
    /// The occupancy of all nodes together after the request.
    var occupancy: Occupancy
}
