/// How a step, a hook or a scenario ended; the raw values are those of the Cucumber messages.
public enum StepStatus: String, Sendable, Hashable, CaseIterable {
    /// All went well.
    case passed = "PASSED"
    /// It was not run, or it asked to be skipped.
    case skipped = "SKIPPED"
    /// It said that it is not written yet.
    case pending = "PENDING"
    /// No definition fits the text.
    case undefined = "UNDEFINED"
    /// Several definitions fit the text.
    case ambiguous = "AMBIGUOUS"
    /// It failed.
    case failed = "FAILED"
}

extension StepStatus: Comparable {
    /// Orders from good to bad: the status of a scenario is the worst of its steps.
    public static func < (lhs: StepStatus, rhs: StepStatus) -> Bool { lhs.severity < rhs.severity }

    private var severity: Int {
        switch self {
        case .passed: 0
        case .skipped: 1
        case .pending: 2
        case .undefined: 3
        case .ambiguous: 4
        case .failed: 5
        }
    }
}
