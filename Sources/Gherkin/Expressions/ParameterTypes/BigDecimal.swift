/// A decimal number of any precision, as the parameter type `{bigdecimal}` gives it: the exact digits, to compare for
/// equality and to convert, no arithmetic.
public struct BigDecimal: Hashable, Sendable, LosslessStringConvertible {
    /// The number as written, without a plus sign: `3.14`, `-.5E-2`.
    public let description: String

    /// The number of this text: ASCII digits with an optional sign, point and exponent; nil for any other text.
    public init?(_ description: String) {
        guard description.utf8.allSatisfy(Self.isPart), Double(description) != nil else { return nil }
        self.description = description.first == "+" ? String(description.dropFirst()) : description
    }

    /// The nearest double, infinite when there is none.
    public var double: Double { Double(description) ?? .nan }

    /// Keeps out what `Double` reads too: hexadecimal, `nan`, `infinity`.
    private static func isPart(_ byte: UInt8) -> Bool {
        "0123456789+-.eE".utf8.contains(byte)
    }
}
