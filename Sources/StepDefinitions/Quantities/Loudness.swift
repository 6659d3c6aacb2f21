public import Gherkin

/// `{niveau}`: « -14 LUFS », « −1,5 dBTP » is none: only integrated loudness (ITU-R BS.1770) is meant.
public struct Loudness: FrenchQuantity, Hashable, Comparable {
    /// Loudness units relative to full scale.
    public let lufs: Double

    /// A loudness in LUFS.
    public init(lufs: Double) {
        self.lufs = lufs
    }

    /// The name of the parameter type.
    public static var parameterName: String { "niveau" }

    /// A number and LUFS, or its other name LKFS.
    public static var regexp: String { QuantityRegexp.number(withUnit: "LUFS|LKFS") }

    /// The loudness of a number.
    public init?(groups: [String?]) {
        guard let lufs = groups.first.flatMap({ $0 }).flatMap(FrenchNumber.double) else { return nil }
        self.lufs = lufs
    }

    /// The order of the levels.
    public static func < (lhs: Loudness, rhs: Loudness) -> Bool { lhs.lufs < rhs.lufs }
}

extension Loudness: Measurable {
    /// The number of LUFS.
    public var measuredValue: MeasuredValue { .number(lufs) }
}
