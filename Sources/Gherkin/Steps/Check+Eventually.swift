extension Check {
    /// Measures again and again until the value is what is expected, at most for `bound`; then compares once, for good.
    ///
    /// This is how a step waits: for a condition, with a bound, and with a failure that tells the last value seen.
    ///
    /// - Parameters:
    ///   - label: What is measured, for people.
    ///   - expectation: What the specification accepts.
    ///   - unit: The unit of both values.
    ///   - bound: How long to wait at most.
    ///   - interval: How long to wait between two measures.
    ///   - fileID: Where the check stands.
    ///   - line: Where the check stands.
    ///   - measure: Asks the witness.
    /// - Throws: `AssertionFailure` when no measure was accepted in time, and whatever `measure` throws.
    public func eventually<Value: Measurable>(
        _ label: String, _ expectation: Expectation, unit: String = "", within bound: Duration,
        every interval: Duration = .milliseconds(50), fileID: String = #fileID, line: Int = #line,
        _ measure: () async throws -> Value
    ) async throws {
        let deadline = ContinuousClock.now + bound
        var value = try await measure()
        while mode == .enforcing, !expectation.accepts(value.measuredValue), ContinuousClock.now < deadline {
            // why: the pause between two looks at a condition, whose bound is above.
            try await Task.sleep(for: interval)
            value = try await measure()
        }
        try callAsFunction(label, value, expectation, unit: unit, fileID: fileID, line: line)
    }
}
