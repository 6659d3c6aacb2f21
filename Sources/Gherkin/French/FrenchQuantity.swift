/// A quantity with its unit, as French text writes it. A project defines the ``parameterType`` of its own quantities in
/// its registry.
public protocol FrenchQuantity: StepArgument {
    /// The name of the parameter type: `duree`, `debit`…
    static var parameterName: String { get }
    /// What matches the quantity in a text whose spaces and apostrophes are plain.
    static var regexp: String { get }

    /// The quantity of what the regexp matched: its capture groups, or the whole text if it has none.
    init?(groups: [String?])
}

extension FrenchQuantity {
    /// The quantity that a text stands for, such as the cell of a table; nil when it is anything else or more.
    public init?(french text: String) {
        let text = StepText(text, reading: .typographic)
        guard let pattern = try? Pattern("^\\s*(\(Self.regexp))\\s*$"),
            let slots = pattern.firstMatch(in: text.scalars), let group = pattern.root.children.first
        else { return nil }
        self.init(groups: CaptureGroup(group, slots: slots, in: text).values)
    }

    /// The parameter type of the quantity, to define it in a registry.
    public static var parameterType: ParameterType {
        ParameterType(
            unchecked: parameterName, regexps: [regexp], useForSnippets: true, preferForRegexpMatch: false,
            transform: { groups in
                guard let quantity = Self(groups: groups) else {
                    throw ParameterType.NoValue(description: "it is not a \(Self.self)")
                }
                return quantity
            })
    }
}

/// The parts of the regexps of quantities.
public enum QuantityRegexp {
    /// A number and one of these units, both captured, with or without a space between; the unit ends where its word
    /// ends.
    public static func number(withUnit units: String) -> String {
        "(\(FrenchNumber.decimal)) ?(\(units))\(wordEnd)"
    }

    /// No letter and no digit follows.
    public static let wordEnd = #"(?![\p{L}\p{N}])"#
}
