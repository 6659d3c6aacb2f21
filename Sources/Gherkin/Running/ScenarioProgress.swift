/// How far a scenario has come, and what that means for the steps to come.
struct ScenarioProgress: Sendable {
    private(set) var report = ScenarioReport()
    /// Whether a step or a hook went wrong: nothing more is run, though undefined and ambiguous steps are still told.
    private(set) var isBlocked = false
    /// Whether a step or a hook asked to skip the rest: nothing more is run or told.
    private(set) var isSkipping = false

    mutating func note(_ result: StepResult, of step: TestStep) {
        // A hook after the scenario has nothing after it to block.
        let blocks = if case .hook(let hook) = step.content { hook.moment == .beforeScenario } else { true }
        if blocks, result.status != .passed {
            if result.status == .skipped, result.wasRun { isSkipping = true }
            isBlocked = true
        }
        report.note(result, of: step)
    }
}

/// How a scenario and its steps went.
struct ScenarioReport: Sendable {
    private(set) var status = StepStatus.passed
    private(set) var failure: StepFailure?
    /// The steps of the feature file, hooks left out, by status.
    private(set) var steps: [StepStatus: Int] = [:]

    var outcome: ScenarioOutcome { ScenarioOutcome(status: status, failure: failure) }

    mutating func note(_ result: StepResult, of step: TestStep) {
        status = max(status, result.status)
        if failure == nil { failure = result.failure }
        if step.pickleStep != nil { steps[result.status, default: 0] += 1 }
    }
}
