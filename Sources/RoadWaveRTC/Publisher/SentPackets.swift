/// The last packets as they were sent, for a server that requests one again (RFC 4585 §6.2.1).
///
/// They are kept encrypted: SRTP would refuse to protect a number a second time, and the receiver lost exactly these
/// bytes.
struct SentPackets {
    /// 512 packets are 10 s at 20 ms: no receiver waits longer. About 100 KB at 96 kbps.
    static let capacity = 512
    /// The least time between two retransmissions of a packet, however often it is requested: a request repeated within
    /// a short round trip was sent before the answer could arrive.
    private static let minimumInterval: Duration = .milliseconds(20)

    private struct Slot {
        var sequenceNumber: UInt16
        var bytes: [UInt8]
        var lastSent: MonotonicTime
    }

    enum Lookup {
        case bytes([UInt8])
        case justSent
        case missing
    }

    private var slots = [Slot?](repeating: nil, count: capacity)

    mutating func store(_ bytes: [UInt8], sequenceNumber: UInt16, now: MonotonicTime) {
        slots[Int(sequenceNumber) % Self.capacity] = Slot(
            sequenceNumber: sequenceNumber, bytes: bytes, lastSent: now)
    }

    /// The packet to retransmit now.
    mutating func take(_ sequenceNumber: UInt16, now: MonotonicTime) -> Lookup {
        let index = Int(sequenceNumber) % Self.capacity
        guard var slot = slots[index], slot.sequenceNumber == sequenceNumber else { return .missing }
        guard now - slot.lastSent >= Self.minimumInterval else { return .justSent }
        slot.lastSent = now
        slots[index] = slot
        return .bytes(slot.bytes)
    }
}
