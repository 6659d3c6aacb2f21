/// Remembers which of the last numbers came out, to tell a packet that comes twice from one that comes late.
struct DeliveredNumbers: Sendable {
    /// More than ``JitterBuffer`` looks back (100 numbers): 128 slots, each holding the last number that fell in it.
    private var slots = [Int64?](repeating: nil, count: 128)

    mutating func insert(_ number: Int64) {
        slots[Self.slot(number)] = number
    }

    func contains(_ number: Int64) -> Bool {
        slots[Self.slot(number)] == number
    }

    private static func slot(_ number: Int64) -> Int { Int(number & 127) }
}
