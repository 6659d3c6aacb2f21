/// A creator who asks for a slot.
struct SlotRequest: Hashable, Sendable {
    /// The live that the slot is for, which does not run yet.
    var live: LiveID
    /// Whose it is.
    var creator: Creator
    /// The ticket that the creator gets if there is no place and no ticket yet: drawn by the node, since the count has
    /// no randomness that one could trust.
    var ticket: QueueTicket

    init(live: LiveID, creator: Creator, ticket: QueueTicket = .random()) {
        self.live = live
        self.creator = creator
        self.ticket = ticket
    }
}

/// What came of a request for a slot.
enum SlotDecision: Hashable, Sendable {
    /// The live has its slot.
    case granted
    /// The creator holds as many lives as one may: these.
    case creatorLimit([LiveID])
    /// All places are taken or kept for others; a premium creator has a place in the queue, unless that is full too.
    case full(QueuePlace?)
    /// The count was forgotten and is being told again by the nodes: nobody knows for a while whether a place is free.
    case settling
}

/// The answer to a request for a slot.
struct Admission: Hashable, Sendable {
    var decision: SlotDecision
    /// How full all nodes are together once it is made.
    var occupancy: Occupancy
}
