/// `{volume}`: « 2.16 GB », « 2,16 Go », « 512 Kio », « 1 200 octets ».
public struct DataVolume: FrenchQuantity, Hashable, Comparable {
    /// Bytes.
    public let bytes: Double

    /// A volume in bytes.
    public init(bytes: Double) {
        self.bytes = bytes
    }

    /// The name of the parameter type.
    public static var parameterName: String { "volume" }

    /// A number and its unit, French (octet) or English (byte), decimal (SI) or binary (IEC 80000-13).
    public static var regexp: String { QuantityRegexp.number(withUnit: "[kKMGT]i?[oB]|o|octets?") }

    /// The volume of a number and its unit.
    public init?(groups: [String?]) {
        guard groups.count == 2, let number = groups[0].flatMap(FrenchNumber.double), let unit = groups[1] else {
            return nil
        }
        let isBinary = unit.dropFirst().first == "i"
        let exponent =
            switch unit.first {
            case "k", "K": 1
            case "M": 2
            case "G": 3
            case "T": 4
            default: 0
            }
        bytes = (0..<exponent).reduce(number) { volume, _ in volume * (isBinary ? 1_024 : 1_000) }
    }

    /// The order of the volumes.
    public static func < (lhs: DataVolume, rhs: DataVolume) -> Bool { lhs.bytes < rhs.bytes }
}

extension DataVolume: Measurable {
    /// The number of bytes.
    public var measuredValue: MeasuredValue { .number(bytes) }
}
