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
