/// How full all the nodes that share a capacity are.
struct Occupancy: Hashable, Sendable {
    /// Slots that lives hold.
    var taken = 0
    /// Free places that are kept for creators of the queue.
    var reserved = 0
    /// Creators in the queue for whom no place is kept yet.
    var waiting = 0
    /// Whether the count is being told again by the nodes, so that nobody is admitted.
    var isSettling = false
}
