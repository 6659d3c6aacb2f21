/// The place of a premium creator in the queue.
struct QueuePlace: Hashable, Sendable {
    /// From 1: the number of slots that must become free until it is this creator's turn.
    var position: Int
    /// The identity of the place; the same for as long as the creator keeps it.
    var ticket: QueueTicket
}

/// The identity of a place in the queue. It is opaque and random, so that nobody can guess one.
///
/// A ticket belongs to the creator named by the access token; another creator cannot use it. A creator who gets a
/// different ticket than before has lost the earlier place, and has a new one at the end of the queue.
struct QueueTicket: Hashable, Sendable, CustomStringConvertible {
    let description: String

    /// A ticket that was generated before.
    init(_ text: String) { description = text }

    /// 128 random bits from the system's generator, in hexadecimal.
    static func random() -> QueueTicket {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<2).map { _ in
            let word = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - word.count) + word
        }
        return QueueTicket(digits.joined())
    }
}

/// The response to a waiting premium creator.
struct QueueStanding: Hashable, Sendable {
    var place: QueuePlace
    /// How long to wait before the next request. A creator who sends none loses the place in the queue, or the reserved
    /// slot.
    var askAgainAfter: Duration
}
