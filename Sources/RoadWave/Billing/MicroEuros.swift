/// An amount of money in millionths of a euro: a whole number, never a floating-point number.
public struct MicroEuros: Hashable, Comparable, Sendable {
    /// Millionths of a euro.
    public let count: Int64

    /// An amount of `count` millionths of a euro.
    public init(_ count: Int64) { self.count = count }

    /// Parses euros with at most six decimals and a point, such as `0.01`; nil for anything else, also for a million
    /// euros and more.
    public init?(parsing text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? Array(parts[1]) : []
        guard let whole = parts.first, (1...6).contains(whole.count), decimals.count <= 6,
            parts.count == 1 || !decimals.isEmpty
        else { return nil }
        var count: Int64 = 0
        for digit in whole + decimals + Array(repeating: UInt8(ascii: "0"), count: 6 - decimals.count) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            count = count * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        self.count = count
    }

    /// The order of the amounts.
    public static func < (lhs: MicroEuros, rhs: MicroEuros) -> Bool { lhs.count < rhs.count }

    /// The cost of `bytes` at a price for 10⁹ bytes, to the nearest millionth of a euro; halves are rounded up. The
    /// view `live_costs` computes the same. The largest amount if it has no room in one.
    static func cost(of bytes: Int64, perGigabyte price: MicroEuros) -> MicroEuros {
        let (gigabytes, rest) = bytes.quotientAndRemainder(dividingBy: 1_000_000_000)
        let (whole, isTooMuch) = gigabytes.multipliedReportingOverflow(by: price.count)
        let (part, isPartTooMuch) = rest.multipliedReportingOverflow(by: price.count)
        let rounded = part / 1_000_000_000 + part % 1_000_000_000 / 500_000_000
        let (sum, isSumTooMuch) = whole.addingReportingOverflow(rounded)
        return MicroEuros(isTooMuch || isPartTooMuch || isSumTooMuch ? .max : sum)
    }

    /// The sum; the largest amount if it overflows.
    static func + (lhs: MicroEuros, rhs: MicroEuros) -> MicroEuros {
        let (sum, isTooMuch) = lhs.count.addingReportingOverflow(rhs.count)
        return MicroEuros(isTooMuch ? .max : sum)
    }
}

extension MicroEuros: CustomStringConvertible {
    /// Euros with as few decimals as possible, such as `0.01`.
    public var description: String {
        var text = sixDecimals
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// Euros with six decimals, such as `0.021600`.
    var sixDecimals: String {
        let (whole, part) = count.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        return "\(count < 0 ? "-" : "")\(whole).\(String(String(1_000_000 + part).dropFirst()))"
    }
}
