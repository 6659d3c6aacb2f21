/// How full all the nodes that share a capacity are.
struct Occupancy: Hashable, Sendable {
    /// Slots that lives hold.
    var taken = 0
    /// Free places that are kept for creators of the queue.
    var reserved = 0
    /// Creators in the queue without a place that is kept for them.
    var waiting = 0
    /// Whether the nodes are renewing a count that was lost: nobody is admitted meanwhile.
    var isSettling = false
}

/// How full all the nodes that share a capacity are, as one of them knows.
struct CapacityStatus: Hashable, Sendable {
    /// How many lives may run at once.
    var maximumLives: Int
    /// As of the last answer; nil when the last request failed.
    var occupancy: Occupancy?
}
