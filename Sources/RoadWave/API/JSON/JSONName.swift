/// The name of a member of an object: two names are one where their characters are the same one by one (RFC 8259 §8.3).
///
/// `String` takes « é » in one scalar and in two for the same, and other readers do not.
struct JSONName: Hashable, Sendable, ExpressibleByStringLiteral {
    let text: String

    init(_ text: String) { self.text = text }

    init(stringLiteral text: String) { self.text = text }

    static func == (one: JSONName, other: JSONName) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
