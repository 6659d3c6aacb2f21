/// The place of a premium creator in the queue.
struct QueuePlace: Hashable, Sendable {
    /// From 1: how many free places it takes until it is this creator's turn.
    var position: Int
    /// The identity of the place; the same for as long as the creator keeps it.
    var ticket: QueueTicket
}

/// The identity of a place in the queue: opaque, and random so that nobody can make one up.
///
/// It belongs to its creator, and the access token names the creator: another creator's ticket gives nothing. A creator
/// with another ticket than before has lost the place, and has a new one at the end.
struct QueueTicket: Hashable, Sendable, CustomStringConvertible {
    let description: String

    /// A ticket as it was drawn before.
    init(_ text: String) { description = text }

    /// 128 random bits of the system's generator, in hexadecimal.
    static func random() -> QueueTicket {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<2).map { _ in
            let word = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - word.count) + word
        }
        return QueueTicket(digits.joined())
    }
}

/// The answer to a premium creator who has to wait.
struct QueueStanding: Hashable, Sendable {
    var place: QueuePlace
    /// How long to wait before asking again: a creator who does not ask loses the place in the queue, or the free place
    /// that is kept.
    var askAgainAfter: Duration
}
