/// Remembers which of the last numbers were delivered, to distinguish a repeated packet from a late one.
struct DeliveredNumbers: Sendable {
    /// 128 slots, each with the last number that fell in it: more than the 100 numbers that ``JitterBuffer`` looks
    /// back.
    private var slots = [Int64?](repeating: nil, count: 128)

    mutating func insert(_ number: Int64) {
        slots[Self.slot(number)] = number
    }

    func contains(_ number: Int64) -> Bool {
        slots[Self.slot(number)] == number
    }

    private static func slot(_ number: Int64) -> Int { Int(number & 127) }
}
