/// `{heure}`: « 14:30 », « 14 h 30 », « 9h ».
public struct TimeOfDay: FrenchQuantity, Hashable, Comparable {
    /// From 0 to 23.
    public let hour: Int
    /// From 0 to 59.
    public let minute: Int

    /// A time of day; nil when no clock shows it.
    public init?(hour: Int, minute: Int) {
        guard 0..<24 ~= hour, 0..<60 ~= minute else { return nil }
        self.hour = hour
        self.minute = minute
    }

    /// The name of the parameter type.
    public static var parameterName: String { "heure" }

    /// Hours and minutes with a colon or an h between, or hours and an h.
    public static var regexp: String { #"(\d{1,2})(?: ?h ?|:)(\d{2})(?!\d)|(\d{1,2}) ?h\#(QuantityRegexp.wordEnd)"# }

    /// The time of hours and minutes.
    public init?(groups: [String?]) {
        let numbers = groups.compactMap { $0 }.compactMap { Int($0) }
        guard let hour = numbers.first else { return nil }
        self.init(hour: hour, minute: numbers.count > 1 ? numbers[1] : 0)
    }

    /// The order of the day.
    public static func < (lhs: TimeOfDay, rhs: TimeOfDay) -> Bool {
        (lhs.hour, lhs.minute) < (rhs.hour, rhs.minute)
    }
}
