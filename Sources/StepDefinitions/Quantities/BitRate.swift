public import Gherkin

/// `{debit}`: « 48 kbps », « 60 kbit/s », « 1,5 Mbit/s ».
public struct BitRate: FrenchQuantity, Hashable, Comparable {
    /// Bits per second.
    public let bitsPerSecond: Int

    /// A rate in bits per second.
    public init(bitsPerSecond: Int) {
        self.bitsPerSecond = bitsPerSecond
    }

    /// The name of the parameter type.
    public static var parameterName: String { "debit" }

    /// A number and its unit, in bits per second or thousands, millions or milliards of them.
    public static var regexp: String { QuantityRegexp.number(withUnit: "[kKMG]?(?:bps|bits?/s|b/s)") }

    /// The rate of a number and its unit.
    public init?(groups: [String?]) {
        guard groups.count == 2, let number = groups[0].flatMap(FrenchNumber.double), let unit = groups[1] else {
            return nil
        }
        let factor: Double =
            switch unit.first {
            case "k", "K": 1e3
            case "M": 1e6
            case "G": 1e9
            default: 1
            }
        guard let bitsPerSecond = Int(exactly: (number * factor).rounded()) else { return nil }
        self.bitsPerSecond = bitsPerSecond
    }

    /// The order of the rates.
    public static func < (lhs: BitRate, rhs: BitRate) -> Bool { lhs.bitsPerSecond < rhs.bitsPerSecond }
}

extension BitRate: Measurable {
    /// The number of bits per second.
    public var measuredValue: MeasuredValue { .number(Double(bitsPerSecond)) }
}
