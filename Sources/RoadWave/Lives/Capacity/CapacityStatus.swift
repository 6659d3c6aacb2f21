/// How full all the nodes that share a capacity are, as one of them knows.
struct CapacityStatus: Hashable, Sendable {
    /// How many lives may run at once.
    var maximumLives: Int
    /// What the last renewal said; nil when it failed.
    var occupancy: Occupancy?
}
