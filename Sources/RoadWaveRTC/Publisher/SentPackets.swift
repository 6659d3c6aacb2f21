/// The last packets sent, as they went out, for a server that asks for one again (RFC 4585 §6.2.1).
///
/// They are kept encrypted: protecting a number a second time would be refused by SRTP, and the same bytes are what a
/// receiver that lost them has never seen.
struct SentPackets {
    /// 512 packets are 10 s at 20 ms: beyond that no receiver waits. About 100 KB at 96 kbps.
    static let capacity = 512
    /// A packet is not sent again sooner than this, however often it is asked for: a request that repeats within a
    /// short round trip was sent before the answer could arrive.
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

    /// The packet to send again now.
    mutating func take(_ sequenceNumber: UInt16, now: MonotonicTime) -> Lookup {
        let index = Int(sequenceNumber) % Self.capacity
        guard var slot = slots[index], slot.sequenceNumber == sequenceNumber else { return .missing }
        guard now - slot.lastSent >= Self.minimumInterval else { return .justSent }
        slot.lastSent = now
        slots[index] = slot
        return .bytes(slot.bytes)
    }
}
