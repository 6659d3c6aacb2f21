/// What happens while a specification is mutated, in the order in which it happens.
public enum MutationEvent: Sendable {
    /// A scenario is mutated.
    case scenarioStarted(TestCase)
    /// A mutant was tried.
    case mutant(Mutant)
    /// A scenario has no step that acts, so nothing can be left out of it.
    case nothingToLeaveOut(TestCase)
    /// A scenario could not be mutated: it does not pass as it is written.
    case scenarioFails(TestCase, step: String?, StepFailure?)
    /// A scenario was not mutated: some of its steps are not defined.
    case scenarioNotDefined(TestCase)
}
