/// The occupancy of all nodes that share a capacity.
struct Occupancy: Hashable, Sendable {
    /// Slots that lives hold.
    var taken = 0
    /// Free slots that are reserved for creators in the queue.
    var reserved = 0
    /// Creators in the queue without a reserved slot.
    var waiting = 0
    /// Whether the nodes are rebuilding a count that was lost. Meanwhile no live is admitted.
    var isSettling = false
}

/// The occupancy of all nodes that share a capacity, as one node knows it.
struct CapacityStatus: Hashable, Sendable {
    /// How many lives may run at once.
    var maximumLives: Int
    /// From the last response; nil when the last request failed.
    var occupancy: Occupancy?
}
