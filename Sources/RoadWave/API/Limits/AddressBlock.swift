internal import RoadWaveRTC

/// Addresses with a common prefix (RFC 4632 §3.1): `10.0.0.0/8`, `2001:db8::/32`, or a single address.
public struct AddressBlock: Hashable, Sendable, CustomStringConvertible {
    private let address: TransportAddress.IPAddress
    private let length: Int

    /// Parses a block; nil if the text is not one, or if bits beyond its prefix are set, which is probably an error.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = TransportAddress.IPAddress(String(first)) else { return nil }
        let length: Int
        if parts.count == 2 {
            guard let given = UInt8(digits: parts[1]), given <= address.bitWidth else { return nil }
            length = Int(given)
        } else {
            length = address.bitWidth
        }
        guard address.prefix(length) == address else { return nil }
        (self.address, self.length) = (address, length)
    }

    /// Whether an address has the prefix.
    func contains(_ other: TransportAddress.IPAddress) -> Bool {
        other.bitWidth == address.bitWidth && other.prefix(length) == address
    }

    /// `ADDRESS/LENGTH`.
    public var description: String { "\(address)/\(length)" }
}

extension TransportAddress.IPAddress {
    /// 32 or 128.
    var bitWidth: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// The address with only its first bits set.
    func prefix(_ length: Int) -> Self {
        switch self {
        case .v4(let bits): .v4(bits & Self.mask(length))
        case .v6(let high, let low): .v6(high & Self.mask(length), low & Self.mask(length - 64))
        }
    }

    /// A word with this many leading ones: none for a negative number.
    private static func mask<Word: FixedWidthInteger>(_ length: Int) -> Word {
        // These shifts accept any amount, and give zero beyond the width.
        ~(Word.max >> max(length, 0)) | (length >= Word.bitWidth ? Word.max : 0)
    }
}
