/// The transactions of the latest authentic checks, each with the address that it first came from.
///
/// MESSAGE-INTEGRITY does not cover the source of a check (RFC 8489 §14.5): its bytes, overheard and sent again from
/// another port, verify there too. A transaction is random (96 bits) and belongs to one path, so a second source of
/// the same one is a replay.
///
/// See docs/decisions/webrtc.md, « Addresses are proven by what the creator's key made ».
struct SeenChecks: Sendable {
    /// What a check is to those before it.
    enum Novelty: Hashable, Sendable {
        /// Its transaction is new.
        case new
        /// Its transaction came from the same address before: our answer was lost, or somebody repeats it.
        case repeated
        /// Its transaction came from another address before.
        case replayed
    }

    /// A browser checks each 2.5 s once it is connected, and about ten times a second before: 256 transactions are
    /// ten minutes of a live, in 30 KiB. What a check replayed after that can do is bounded by the rules for unproven
    /// addresses.
    static let capacity = 256

    private var sources: [STUNTransactionID: TransportAddress] = [:]
    private var order: [STUNTransactionID] = []
    private var oldest = 0

    /// How many transactions are remembered.
    var count: Int { sources.count }

    /// Takes note of an authentic check.
    mutating func take(_ transaction: STUNTransactionID, from source: TransportAddress) -> Novelty {
        if let known = sources[transaction] { return known == source ? .repeated : .replayed }
        if order.count < Self.capacity {
            order.append(transaction)
        } else {
            sources[order[oldest]] = nil
            order[oldest] = transaction
            oldest = (oldest + 1) % Self.capacity
        }
        sources[transaction] = source
        return .new
    }
}
