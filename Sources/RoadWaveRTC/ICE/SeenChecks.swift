/// The transactions of the latest authentic checks, each with the address from which it first came.
///
/// MESSAGE-INTEGRITY does not cover the source of a check (RFC 8489 §14.5): a copy of its bytes, sent from another
/// port, verifies as well. A transaction is random (96 bits) and belongs to one path, so the same transaction from a
/// second source is a replay.
///
/// See docs/decisions/webrtc.md, « Addresses are proven by what the creator's key made ».
struct SeenChecks: Sendable {
    /// How a check relates to the earlier ones.
    enum Novelty: Hashable, Sendable {
        /// Its transaction is new.
        case new
        /// Its transaction came from the same address before: our answer was lost, or it is a copy.
        case repeated
        /// Its transaction came from another address before.
        case replayed
    }

    /// A browser checks every 2.5 s once connected, and about ten times a second before: 256 transactions are ten
    /// minutes of a live, in 30 KiB. The rules for unproven addresses bound the effect of a check that is replayed
    /// later.
    static let capacity = 256

    private var sources: [STUNTransactionID: TransportAddress] = [:]
    private var order: [STUNTransactionID] = []
    private var oldest = 0

    /// The number of remembered transactions.
    var count: Int { sources.count }

    /// Records an authentic check.
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
