/// One way in which a scenario was made wrong, and whether the assertion noticed.
public struct Mutant: Sendable, Hashable {
    /// On which side it was made wrong.
    public let side: MutationSide
    /// The step that should notice, keyword included.
    public let step: String
    /// The line of that step.
    public let line: Int
    /// What was made wrong.
    public let change: MutantChange
    /// Whether the step noticed.
    public let verdict: MutantVerdict
}

/// What was made wrong.
public enum MutantChange: Sendable, Hashable {
    /// A value of the text was moved.
    case value(from: String, to: String)
    /// A value of the text is looked at and left alone.
    case given(String)
    /// The world was sabotaged, in the words of the sabotage.
    case sabotage(String)
    /// The steps that act were left out.
    case withoutAction
}

/// Whether a step noticed that something was wrong.
public enum MutantVerdict: Sendable, Hashable {
    /// A check of that very step failed.
    case killed(CheckRecord)
    /// The step did not notice, or not by a check.
    case survived(Survival)
    /// Not a mutant: the value is declared as given, or no other value could be written there.
    case listed(Exemption)

    /// Why a mutant lives.
    public enum Survival: Sendable, Hashable {
        /// All checks of the step held.
        case passed
        /// The step did not pass, but no check of it failed: an error, a time-out.
        case withoutAssertion(StepStatus, StepFailure?)
        /// The scenario did not even come to the step.
        case notReached(StepFailure?)
        /// The definition declares no sabotage.
        case noSabotage
        /// The value stands in the pattern: the step cannot know it.
        case notCaptured
    }

    /// Why a value is not moved.
    public enum Exemption: Sendable, Hashable {
        /// It is declared as a stimulus.
        case stimulus
        /// Another value does not fit the definition's parameter type.
        case immovable
    }
}

extension MutantVerdict {
    /// The verdict on a mutant whose step ended so: only a failed check kills.
    init(_ result: StepResult) {
        switch (result.status, result.failure) {
        case (_, .assertion(let failure)): self = .killed(failure.check)
        case (.passed, _): self = .survived(.passed)
        default: self = .survived(.withoutAssertion(result.status, result.failure))
        }
    }

    var survives: Bool {
        if case .survived = self { true } else { false }
    }
}
