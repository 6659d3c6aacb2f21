/// Extends a wrapping counter to 64 bits: the value nearest to the last one (RFC 3550 appendix A.1, RFC 3711 §3.3.1).
///
/// It works for 16-bit sequence numbers and 32-bit timestamps: a value less than half the range ahead is newer, any
/// other is older. It can become negative if the stream's first packets arrive in the wrong order.
public struct WrappingCounter<Wire: FixedWidthInteger & UnsignedInteger & Sendable>: Hashable, Sendable {
    /// The highest value so far, extended; `nil` before the first.
    public private(set) var highest: Int64?

    /// A counter without values.
    public init() {}

    /// Extends `value`, and remembers it if it is the highest so far.
    public mutating func extend(_ value: Wire) -> Int64 {
        let extended = peek(value)
        highest = max(highest ?? extended, extended)
        return extended
    }

    /// Extends `value` without remembering it.
    public func peek(_ value: Wire) -> Int64 {
        guard let highest else { return Int64(truncatingIfNeeded: value) }
        let ahead = value &- Wire(truncatingIfNeeded: highest)
        let half = Wire(1) << (Wire.bitWidth - 1)
        // At exactly half the range both sides are equally near. It counts as older: a jump must not look like
        // progress.
        if ahead < half { return highest + Int64(ahead) }
        return highest - Int64(0 &- ahead)
    }
}

/// Extends RTP sequence numbers.
public typealias SequenceExtender = WrappingCounter<UInt16>

/// Extends RTP timestamps.
public typealias TimestampExtender = WrappingCounter<UInt32>
