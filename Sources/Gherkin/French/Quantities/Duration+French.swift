/// `{duree}`: « 2 secondes », « 250 ms », « 1 heure et 30 minutes », « 7 jours ».
extension Duration: FrenchQuantity {
    /// The name of the parameter type.
    public static var parameterName: String { "duree" }

    /// One number with its unit, or several: hours and minutes, minutes and seconds.
    public static var regexp: String {
        let part = "\(FrenchNumber.decimal) ?(?:\(units))\(QuantityRegexp.wordEnd)"
        return "\(part)(?: (?:et )?\(part))*"
    }

    /// The sum of the numbers with their units.
    public init?(groups: [String?]) {
        guard let text = groups.first ?? nil, let pattern = try? Pattern(Self.part) else { return nil }
        let scalars = StepText(text, reading: .typographic)
        var total = Duration.zero
        var position = 0
        while let slots = pattern.firstMatch(in: scalars.scalars, from: position) {
            let unit = scalars.original(slots[4]..<slots[5])
            guard let number = FrenchNumber.double(scalars.original(slots[2]..<slots[3])),
                let length = Self.length(of: unit)
            else { return nil }
            // Beyond 10,000 years `Duration` would overflow for nobody's benefit.
            guard abs(number * length) < 3.2e11 else { return nil }
            total += .seconds(number * length)
            position = slots[1]
        }
        self = total
    }

    private static let units = #"ms|millisecondes?|s|sec|secondes?|min|mn|minutes?|h|heures?|j|jours?|semaines?"#
    private static let part = QuantityRegexp.number(withUnit: units)

    /// The seconds in a unit.
    private static func length(of unit: String) -> Double? {
        switch unit {
        case "ms", "milliseconde", "millisecondes": 0.001
        case "s", "sec", "seconde", "secondes": 1
        case "min", "mn", "minute", "minutes": 60
        case "h", "heure", "heures": 3_600
        case "j", "jour", "jours": 86_400
        case "semaine", "semaines": 604_800
        default: nil
        }
    }
}
