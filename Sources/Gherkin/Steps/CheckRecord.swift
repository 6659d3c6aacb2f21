/// One comparison that a step made: what was measured, what was expected, and whether the one fits the other.
public struct CheckRecord: Sendable, Hashable {
    /// What is measured, for people: « durée du segment ».
    public let label: String
    /// What the witness said.
    public let measured: MeasuredValue
    /// What the specification accepts.
    public let expectation: Expectation
    /// The unit of both values, empty when they have none: `s`, `kbps`, `LUFS`.
    public let unit: String
    /// Where the step makes the check.
    public let sourceReference: SourceReference

    /// Whether the measured value is accepted.
    public var passed: Bool { expectation.accepts(measured) }
}

/// A check that did not hold: the only way for a mutant of the specification to die.
///
/// It carries the measured and the expected value, so that a report, and the mutation, can tell a wrong world from a
/// step that could not even measure.
public struct AssertionFailure: Error, Sendable, Hashable {
    /// The check that did not hold.
    public let check: CheckRecord
}

extension AssertionFailure: CustomStringConvertible {
    /// The failure in English: `segment duration: measured 3 s, expected 2 s`.
    public var description: String { check.description(in: .english) }
}
