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
