/// A value that a check compares: what a witness measured, or what the specification expects.
public enum MeasuredValue: Sendable, Hashable {
    /// A number, whole or not; a duration is its number of seconds.
    case number(Double)
    /// A text.
    case text(String)
    /// A yes or a no.
    case boolean(Bool)
    /// Several values, in order.
    case list([MeasuredValue])
    /// Nothing was there to measure.
    case absent
}

/// A type whose values a check can measure or expect.
public protocol Measurable {
    /// The value as a check compares and reports it.
    var measuredValue: MeasuredValue { get }
}

extension MeasuredValue: Measurable {
    /// The value itself.
    public var measuredValue: MeasuredValue { self }
}

extension Measurable where Self: BinaryInteger {
    /// The number; exact up to 2^53, which no count of the specification comes near.
    public var measuredValue: MeasuredValue { .number(Double(self)) }
}

extension Int: Measurable {}
extension Int8: Measurable {}
extension Int16: Measurable {}
extension Int32: Measurable {}
extension Int64: Measurable {}
extension UInt: Measurable {}
extension UInt8: Measurable {}
extension UInt16: Measurable {}
extension UInt32: Measurable {}
extension UInt64: Measurable {}

extension Double: Measurable {
    /// The number.
    public var measuredValue: MeasuredValue { .number(self) }
}

extension Float: Measurable {
    /// The number.
    public var measuredValue: MeasuredValue { .number(Double(self)) }
}

extension Duration: Measurable {
    /// The number of seconds.
    public var measuredValue: MeasuredValue { .number(self / .seconds(1)) }
}

extension String: Measurable {
    /// The text.
    public var measuredValue: MeasuredValue { .text(self) }
}

extension Substring: Measurable {
    /// The text.
    public var measuredValue: MeasuredValue { .text(String(self)) }
}

extension Bool: Measurable {
    /// Yes or no.
    public var measuredValue: MeasuredValue { .boolean(self) }
}

extension Optional: Measurable where Wrapped: Measurable {
    /// The value, or ``MeasuredValue/absent``.
    public var measuredValue: MeasuredValue { self?.measuredValue ?? .absent }
}

extension Array: Measurable where Element: Measurable {
    /// The values, in order.
    public var measuredValue: MeasuredValue { .list(map(\.measuredValue)) }
}
