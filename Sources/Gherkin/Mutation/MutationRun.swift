/// Mutates the scenarios of a plan, one after the other: they share the machine that they measure.
struct MutationRun<World: Sendable>: Sendable {
    let library: CompiledLibrary<World>
    let plan: Plan
    let options: ExecutionOptions
    let sides: Set<MutationSide>
    let emit: @Sendable (MutationEvent) -> Void

    func run() async {
        let rehearsal = Rehearsal(library: library, options: options)
        // A state of the background is the same in all scenarios: it is sabotaged once.
        var sabotaged: Set<Int> = []
        for testCase in plan.testCases where !Task.isCancelled {
            let isDefined = testCase.pickleSteps.allSatisfy { step in
                if case .defined = step.pickleStep?.resolution { true } else { false }
            }
            guard isDefined, !testCase.pickleSteps.isEmpty else {
                emit(.scenarioNotDefined(testCase))
                continue
            }
            emit(.scenarioStarted(testCase))
            let mutation = ScenarioMutation(testCase: testCase, rehearsal: rehearsal, sides: sides, emit: emit)
            await mutation.run { sabotaged.insert($0.index).inserted }
        }
    }
}

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
