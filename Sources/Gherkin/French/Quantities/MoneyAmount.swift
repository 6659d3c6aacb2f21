/// `{montant}`: « 0.02€ », « 0,02 € », « 12 euros ».
public struct MoneyAmount: FrenchQuantity, Hashable, Comparable {
    /// Euros. A double, because the specification estimates costs: they are compared within a tolerance, never summed
    /// into an account.
    public let euros: Double

    /// An amount in euros.
    public init(euros: Double) {
        self.euros = euros
    }

    /// The name of the parameter type.
    public static var parameterName: String { "montant" }

    /// A number and the sign, code or name of the euro.
    public static var regexp: String { QuantityRegexp.number(withUnit: "€|EUR|euros?") }

    /// The amount of a number.
    public init?(groups: [String?]) {
        guard let euros = groups.first.flatMap({ $0 }).flatMap(FrenchNumber.double) else { return nil }
        self.euros = euros
    }

    /// The order of the amounts.
    public static func < (lhs: MoneyAmount, rhs: MoneyAmount) -> Bool { lhs.euros < rhs.euros }
}

extension MoneyAmount: Measurable {
    /// The number of euros.
    public var measuredValue: MeasuredValue { .number(euros) }
}
