/// Why a step or a hook failed.
///
/// The kinds are kept apart because only the first one says something of the world: a mutant of the specification dies by
/// an assertion, never by an error or a time-out.
public enum StepFailure: Error, Sendable, Hashable {
    /// A check did not hold.
    case assertion(AssertionFailure)
    /// Anything else that was thrown.
    case error(type: String, message: String)
    /// The step took longer than its limit; `abandoned` when it did not even stop when it was cancelled.
    case timeout(limit: Duration, abandoned: Bool)
    /// The run was interrupted; `abandoned` when the step did not stop when it was cancelled.
    case interrupted(abandoned: Bool)
    /// The table or the text block below the step is not what its definition takes.
    case misfit(StepMisfit)

    init(_ error: any Error) {
        switch error {
        case let failure as AssertionFailure:
            self = .assertion(failure)
        case let misfit as StepMisfit:
            self = .misfit(misfit)
        default:
            self = .error(type: String(describing: type(of: error)), message: String(describing: error))
        }
    }
}

/// A step whose text fits a definition while what stands below it does not; found when the run is planned.
public struct StepMisfit: Error, Sendable, Hashable {
    /// What does not fit.
    public enum Code: Sendable, Hashable {
        /// The definition takes a table and the step has none.
        case missingTable
        /// The definition takes a text block and the step has none.
        case missingDocString
        /// The step has a table and the definition takes none.
        case unexpectedTable
        /// The step has a text block and the definition takes none.
        case unexpectedDocString
        /// An argument matches its parameter type but has no value: a number that is too large.
        case unreadable(ArgumentError)
        /// An argument has no value for a reason of the project's own parameter type, in its words.
        case refused(reason: String)
    }

    /// What does not fit.
    public let code: Code
    /// The definition that the text fits.
    public let definition: SourceReference
}
