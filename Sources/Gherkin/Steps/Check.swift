internal import Synchronization

/// What an assertion step compares with: it records each measure and throws when one is not what the text expects.
///
/// ```swift
/// try check("durée du segment", seconds, .approximately(expected, tolerance: 0.022), unit: "s")
/// ```
public struct Check: Sendable {
    /// What happens when a check does not hold.
    enum Mode: Sendable {
        /// The check throws: the step fails.
        case enforcing
        /// The check is only recorded, and no condition is waited for: the mutation looks at which checks depend on
        /// which value of the text.
        case observing
    }

    let mode: Mode
    private let log = CheckLog()

    init(mode: Mode = .enforcing) {
        self.mode = mode
    }

    /// Compares a measured value with what is expected.
    ///
    /// - Parameters:
    ///   - label: What is measured, for people.
    ///   - measured: What the witness said.
    ///   - expectation: What the specification accepts.
    ///   - unit: The unit of both values.
    ///   - fileID: Where the check stands.
    ///   - line: Where the check stands.
    /// - Throws: `AssertionFailure` when the measured value is not accepted.
    public func callAsFunction(
        _ label: String, _ measured: some Measurable, _ expectation: Expectation, unit: String = "",
        fileID: String = #fileID, line: Int = #line
    ) throws(AssertionFailure) {
        let record = CheckRecord(
            label: label, measured: measured.measuredValue, expectation: expectation, unit: unit,
            sourceReference: SourceReference(uri: fileID, location: Location(line: line)))
        try settle(record)
    }

    /// Notes what the step saw beyond the compared values: the command asked, the file read, the answer's head.
    public func evidence(_ note: String) {
        log.add(note: note)
    }

    /// The checks made so far, in order.
    var records: [CheckRecord] { log.records }

    /// The notes taken so far, in order.
    var notes: [String] { log.notes }

    func settle(_ record: CheckRecord) throws(AssertionFailure) {
        log.add(record)
        if mode == .enforcing, !record.passed { throw AssertionFailure(check: record) }
    }
}

/// The records of one step. A lock, because a step may check from several child tasks.
private final class CheckLog: Sendable {
    private struct State {
        var records: [CheckRecord] = []
        var notes: [String] = []
    }

    private let state = Mutex(State())

    var records: [CheckRecord] { state.withLock { $0.records } }
    var notes: [String] { state.withLock { $0.notes } }

    func add(_ record: CheckRecord) { state.withLock { $0.records.append(record) } }
    func add(note: String) { state.withLock { $0.notes.append(note) } }
}
