/// What a premium creator is told who has to wait.
struct QueueStanding: Hashable, Sendable {
    var place: QueuePlace
    /// How long to wait before asking again: the place in the queue is lost to who does not ask for long, and a free
    /// place to who does not ask in time.
    var askAgainAfter: Duration
}
