/// `{pourcentage}`: « 80% », « ~90 % », « >80 % », « ≤ 12,5 % ».
public struct Percentage: FrenchQuantity, Hashable {
    /// What the text says of the number.
    public enum Comparison: String, Hashable, Sendable {
        /// `~` or `≈`.
        case about = "~"
        /// `>`.
        case above = ">"
        /// `<`.
        case below = "<"
        /// `≥` or `>=`.
        case atLeast = "≥"
        /// `≤` or `<=`.
        case atMost = "≤"
    }

    /// The number before the sign: 80 for « 80 % ».
    public let percent: Double
    /// The sign before the number; nil when there is none.
    public let comparison: Comparison?

    /// A percentage, with what a text says of it.
    public init(percent: Double, comparison: Comparison? = nil) {
        self.percent = percent
        self.comparison = comparison
    }

    /// The part of the whole: 0.8 for « 80 % ».
    public var fraction: Double { percent / 100 }

    /// The name of the parameter type.
    public static var parameterName: String { "pourcentage" }

    /// A number and a percent sign, perhaps after a comparison.
    public static var regexp: String { "(?:(~|≈|>=|<=|>|<|≥|≤) ?)?(\(FrenchNumber.decimal)) ?%" }

    /// The percentage of a comparison and a number.
    public init?(groups: [String?]) {
        guard groups.count == 2, let percent = groups[1].flatMap(FrenchNumber.double) else { return nil }
        self.percent = percent
        comparison =
            switch groups[0] {
            case "~", "≈": .about
            case ">": .above
            case "<": .below
            case "≥", ">=": .atLeast
            case "≤", "<=": .atMost
            default: nil
            }
    }
}

extension Percentage: Measurable {
    /// The number of hundredths.
    public var measuredValue: MeasuredValue { .number(percent) }
}
