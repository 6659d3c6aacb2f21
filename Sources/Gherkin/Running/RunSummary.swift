/// How a run went.
public struct RunSummary: Sendable, Hashable {
    /// The id of the run.
    public let id: String
    /// The scenarios by their last status; those without steps have none.
    public var scenarios: [StepStatus: Int] = [:]
    /// The steps of these scenarios, hooks left out, by their status.
    public var steps: [StepStatus: Int] = [:]
    /// The scenarios without a step of which no hook failed: they say nothing, so they did not pass either.
    public var scenariosWithoutSteps = 0
    /// The scenarios that were not started: the run stopped before.
    public var scenariosNotRun = 0
    /// Whether the run was asked to end before its end; what it had not run then counts as skipped.
    public var interrupted = false
    /// Whether all hooks of the run passed.
    public var runHooksPassed = true
    /// Whether undefined and pending scenarios count as failures.
    public let strict: Bool
    /// How long the run took.
    public var duration: Duration = .zero

    /// Whether the run is a success for people: as Cucumber has it and, in a strict run, each scenario has a step.
    public var isAccepted: Bool {
        succeeded && (!strict || scenariosWithoutSteps == 0)
    }

    /// Whether the run is a success as Cucumber has it: it came to its end, nothing failed and, in a strict run, nothing
    /// is undefined or pending.
    public var succeeded: Bool {
        runHooksPassed && !interrupted && scenariosNotRun == 0
            && scenarios.allSatisfy { $0.value == 0 || !$0.key.isFailure(strict: strict) }
    }

    /// How many scenarios were planned.
    public var plannedScenarios: Int { scenarios.values.reduce(scenariosNotRun + scenariosWithoutSteps, +) }
}

extension StepStatus {
    /// Whether a scenario with this status makes the run fail.
    func isFailure(strict: Bool) -> Bool {
        switch self {
        case .passed, .skipped: false
        case .pending, .undefined: strict
        case .ambiguous, .failed: true
        }
    }
}
