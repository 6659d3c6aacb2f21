/// What a place in the queue is known by to its creator: opaque, and drawn at random so that nobody can make one up.
///
/// It belongs to its creator, whom the access token names: to know another's ticket gives nothing. A creator who is given
/// another ticket than before has lost the place, and has a new one at the end.
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
