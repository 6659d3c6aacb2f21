extension BitRate: Measurable {
    /// The number of bits per second.
    public var measuredValue: MeasuredValue { .number(Double(bitsPerSecond)) }
}

extension DataVolume: Measurable {
    /// The number of bytes.
    public var measuredValue: MeasuredValue { .number(bytes) }
}

extension Loudness: Measurable {
    /// The number of LUFS.
    public var measuredValue: MeasuredValue { .number(lufs) }
}

extension MoneyAmount: Measurable {
    /// The number of euros.
    public var measuredValue: MeasuredValue { .number(euros) }
}

extension Percentage: Measurable {
    /// The number of hundredths.
    public var measuredValue: MeasuredValue { .number(percent) }
}
