/// An integer of any size, as the parameter type `{biginteger}` gives it: exact digits to compare and to convert, no
/// arithmetic.
public struct BigInteger: Hashable, Sendable, LosslessStringConvertible, Comparable {
    /// Whether it is below zero.
    public let isNegative: Bool
    /// The decimal digits of the absolute value, without leading zeros.
    let digits: String

    /// The integer of these ASCII digits with an optional sign; nil for any other text.
    public init?(_ description: String) {
        var text = Substring(description)
        let sign = text.first
        if sign == "-" || sign == "+" { text.removeFirst() }
        guard !text.isEmpty, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        let significant = text.drop { $0 == "0" }
        digits = significant.isEmpty ? "0" : String(significant)
        isNegative = sign == "-" && digits != "0"
    }

    /// The digits, after a minus sign if the integer is negative.
    public var description: String { (isNegative ? "-" : "") + digits }

    /// The order of the numbers.
    public static func < (lhs: BigInteger, rhs: BigInteger) -> Bool {
        guard lhs.isNegative == rhs.isNegative else { return lhs.isNegative }
        let (small, large) = lhs.isNegative ? (rhs.digits, lhs.digits) : (lhs.digits, rhs.digits)
        return small.utf8.count == large.utf8.count ? small < large : small.utf8.count < large.utf8.count
    }
}

extension FixedWidthInteger {
    /// The same number; nil when it does not fit.
    public init?(exactly number: BigInteger) {
        self.init(number.description)
    }
}
