/// The place of a premium creator in the queue.
struct QueuePlace: Hashable, Sendable {
    /// From 1: how many free places it takes until it is this creator's turn.
    var position: Int
    /// What the place is known by; the same for as long as the creator keeps it.
    var ticket: QueueTicket
}
