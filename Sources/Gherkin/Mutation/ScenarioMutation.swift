/// Mutates one scenario, on the sides that are asked for.
struct ScenarioMutation<World: Sendable>: Sendable {
    let testCase: TestCase
    let rehearsal: Rehearsal<World>
    let sides: Set<MutationSide>
    let emit: @Sendable (MutationEvent) -> Void

    /// - Parameter isNew: Whether a state that several scenarios share has not been sabotaged yet.
    func run(isNew: (DefinitionReference) -> Bool) async {
        guard await runTrueScenario() else { return }
        if sides.contains(.reality) { await sabotage(isNew: isNew) }
        if sides.contains(.absence) { await leaveOutActions() }
    }

    // MARK: The text

    /// Runs the scenario as it is written and, beside each assertion, the mutants of its text.
    /// - Returns: Whether it passes: else its mutants would die of something else.
    private func runTrueScenario() async -> Bool {
        var failed: (step: String, failure: StepFailure?)?
        let failure = await rehearsal.play(testCase) { scene in
            let result = await rehearsal.perform(scene)
            guard result.status == .passed else {
                failed = (scene.step.keyword + scene.step.pickle.text, result.failure)
                return .stop
            }
            if sides.contains(.text) { await mutateText(of: scene, result.checks) }
            return .proceed
        }
        guard failed == nil, failure == nil, !Task.isCancelled else {
            emit(.scenarioFails(testCase, step: failed?.step, failed?.failure ?? failure))
            return false
        }
        return true
    }

    /// Tries the mutants of an assertion; lists the values of any other step, which are given and not asserted.
    private func mutateText(of scene: Rehearsal<World>.Scene, _ checks: [CheckRecord]) async {
        guard scene.definition.kind == .outcome else {
            for site in TextSiteFinder(stimuli: []).sites(in: scene.step.pickle, arguments: scene.input.arguments) {
                emit(.mutant(Mutant(side: .text, scene.step, .given(site.original), .listed(.stimulus))))
            }
            return
        }
        let mutation = TextMutation(library: rehearsal.library, scene: scene, trueChecks: checks) { input, check in
            switch scene.definition.mutation {
            case .inPlace: await rehearsal.perform(scene, input, check: check)
            case .freshWorld: await performAnew(scene.index, input, check)
            }
        }
        for mutant in await mutation.mutants() { emit(.mutant(mutant)) }
    }

    /// Runs the scenario up to a step in a world of its own, and the step with other values.
    private func performAnew(_ index: Int, _ input: StepInput, _ check: Check) async -> StepResult {
        var outcome: StepResult?
        let failure = await rehearsal.play(testCase) { scene in
            guard scene.index < index else {
                outcome = await rehearsal.perform(scene, input, check: check)
                return .stop
            }
            let result = await rehearsal.perform(scene)
            return result.status == .passed ? .proceed : .stop
        }
        return outcome ?? StepResult(status: .failed, failure: failure)
    }

    // MARK: The reality

    private func sabotage(isNew: (DefinitionReference) -> Bool) async {
        for (index, step) in testCase.pickleSteps.enumerated() {
            guard let step = step.pickleStep, case .defined(let match) = step.resolution else { continue }
            let definition = rehearsal.library.definitions[match.definition.index].definition
            let isShared = definition.kind != .outcome
            if isShared, definition.sabotages.isEmpty || !isNew(match.definition) { continue }
            if definition.sabotages.isEmpty {
                emit(.mutant(Mutant(side: .reality, step, .sabotage(""), .survived(.noSabotage))))
            }
            for sabotage in definition.sabotages where !Task.isCancelled {
                let verdict = await verdict(on: sabotage, at: index)
                emit(.mutant(Mutant(side: .reality, step, .sabotage(sabotage.name), verdict)))
            }
        }
    }

    /// Plays the scenario in a sabotaged world, its other assertions left out, up to the step that should notice.
    private func verdict(on sabotage: Sabotage<World>, at index: Int) async -> MutantVerdict {
        var verdict: MutantVerdict?
        var obstacle: StepFailure?
        let failure = await rehearsal.play(testCase, sabotage: sabotage.moment == .start ? sabotage : nil) { scene in
            if scene.index == index {
                if sabotage.moment == .beforeStep {
                    obstacle = await rehearsal.apply(sabotage, to: scene.world)
                    guard obstacle == nil else { return .stop }
                }
                verdict = MutantVerdict(await rehearsal.perform(scene))
                return .stop
            }
            guard scene.definition.kind != .outcome else { return .proceed }
            let result = await rehearsal.perform(scene)
            guard result.status != .passed else { return .proceed }
            obstacle = result.failure
            return .stop
        }
        return verdict ?? .survived(.notReached(obstacle ?? failure))
    }

    // MARK: The absence

    /// Plays the scenario without its actions: each assertion must fail.
    private func leaveOutActions() async {
        let kinds = testCase.pickleSteps.flatMap { $0.pickleStep?.resolution.matches ?? [] }.map(\.definition.kind)
        guard kinds.contains(.action) else { return emit(.nothingToLeaveOut(testCase)) }
        var reached: Set<Int> = []
        var obstacle: StepFailure?
        let failure = await rehearsal.play(testCase) { scene in
            switch scene.definition.kind {
            case .action:
                return .proceed
            case .context:
                let result = await rehearsal.perform(scene)
                guard result.status != .passed else { return .proceed }
                obstacle = result.failure
                return .stop
            case .outcome:
                reached.insert(scene.index)
                let verdict = MutantVerdict(await rehearsal.perform(scene))
                emit(.mutant(Mutant(side: .absence, scene.step, .withoutAction, verdict)))
                return .proceed
            }
        }
        for (index, step) in testCase.pickleSteps.enumerated() {
            guard let step = step.pickleStep, step.resolution.matches.first?.definition.kind == .outcome,
                !reached.contains(index)
            else { continue }
            let verdict = MutantVerdict.survived(.notReached(obstacle ?? failure))
            emit(.mutant(Mutant(side: .absence, step, .withoutAction, verdict)))
        }
    }
}
