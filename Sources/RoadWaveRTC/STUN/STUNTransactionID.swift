/// The 96 random bits that pair a STUN answer with its request (RFC 8489 §5).
public struct STUNTransactionID: Hashable, Sendable {
    /// The first 32 bits on the wire.
    public var high: UInt32
    /// The 64 bits after them.
    public var low: UInt64

    /// A given identifier.
    public init(high: UInt32, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A fresh identifier from the system's cryptographic generator, as RFC 8489 §5 requires.
    public static func random() -> STUNTransactionID {
        STUNTransactionID(high: .random(in: .min ... .max), low: .random(in: .min ... .max))
    }
}
