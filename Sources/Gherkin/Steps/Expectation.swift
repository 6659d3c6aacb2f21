/// What a check expects of a measured value: a comparison and the value to compare with.
///
/// The comparison is declared rather than computed by the step, so that the report can say what was accepted
/// (« attendu 2 s ± 0,022 ») and the mutation of the text can move a value just outside it.
public struct Expectation: Sendable, Hashable {
    /// How a measured value is compared with the expected one.
    public enum Comparison: Sendable, Hashable {
        /// The same value.
        case equal
        /// Any other value.
        case different
        /// A number no farther from the expected one than the tolerance.
        case approximate(tolerance: Double)
        /// The expected number or a greater one.
        case atLeast
        /// The expected number or a smaller one.
        case atMost
        /// A greater number.
        case greater
        /// A smaller number.
        case less
        /// A text that has the expected one in it, or a list that has the expected value.
        case contains
    }

    /// How to compare.
    public let comparison: Comparison
    /// What to compare with.
    public let value: MeasuredValue

    /// The same value.
    public static func equals(_ value: some Measurable) -> Expectation {
        Expectation(comparison: .equal, value: value.measuredValue)
    }

    /// Any other value.
    public static func differs(from value: some Measurable) -> Expectation {
        Expectation(comparison: .different, value: value.measuredValue)
    }

    /// A number at most `tolerance` away, in the unit of the number.
    public static func approximately(_ value: some Measurable, tolerance: Double) -> Expectation {
        Expectation(comparison: .approximate(tolerance: tolerance), value: value.measuredValue)
    }

    /// This number or a greater one.
    public static func atLeast(_ value: some Measurable) -> Expectation {
        Expectation(comparison: .atLeast, value: value.measuredValue)
    }

    /// This number or a smaller one.
    public static func atMost(_ value: some Measurable) -> Expectation {
        Expectation(comparison: .atMost, value: value.measuredValue)
    }

    /// A number greater than this one.
    public static func greater(than value: some Measurable) -> Expectation {
        Expectation(comparison: .greater, value: value.measuredValue)
    }

    /// A number smaller than this one.
    public static func less(than value: some Measurable) -> Expectation {
        Expectation(comparison: .less, value: value.measuredValue)
    }

    /// A text with this text in it, or a list with this value.
    public static func contains(_ value: some Measurable) -> Expectation {
        Expectation(comparison: .contains, value: value.measuredValue)
    }
}

extension Expectation {
    /// Whether a measured value is what is expected; values that cannot be compared (a text and a number) are not.
    public func accepts(_ measured: MeasuredValue) -> Bool {
        switch comparison {
        case .equal:
            return measured == value
        case .different:
            return measured != value
        case .contains:
            return contains(measured)
        case .approximate, .atLeast, .atMost, .greater, .less:
            guard case .number(let measured) = measured, case .number(let expected) = value else { return false }
            return accepts(measured, expected: expected)
        }
    }

    private func accepts(_ measured: Double, expected: Double) -> Bool {
        switch comparison {
        case .approximate(let tolerance): abs(measured - expected) <= tolerance
        case .atLeast: measured >= expected
        case .atMost: measured <= expected
        case .greater: measured > expected
        case .less: measured < expected
        case .equal, .different, .contains: measured == expected
        }
    }

    private func contains(_ measured: MeasuredValue) -> Bool {
        switch (measured, value) {
        // An empty text is in every text: expecting it would be a check that cannot fail.
        case (.text(let whole), .text(let part)): !part.isEmpty && whole.contains(part)
        case (.list(let elements), _): elements.contains(value)
        default: false
        }
    }
}
