/// Moves the values that an assertion names, one at a time, and looks whether it notices.
struct TextMutation<World: Sendable>: Sendable {
    let library: CompiledLibrary<World>
    let scene: Rehearsal<World>.Scene
    /// The checks of the step as it is written.
    let trueChecks: [CheckRecord]
    /// Runs the step with other values.
    let evaluate: @Sendable (StepInput, Check) async -> StepResult

    /// How often a mutant that lives is moved again, past what was measured meanwhile: a world goes on by itself.
    private static var attempts: Int { 3 }

    func mutants() async -> [Mutant] {
        let sites = TextSiteFinder(stimuli: scene.definition.stimuli)
            .sites(in: scene.step.pickle, arguments: scene.input.arguments)
        var mutants: [Mutant] = []
        for site in sites where !Task.isCancelled {
            switch (site.role, site.value) {
            case (.stimulus, _):
                mutants.append(mutant(.given(site.original), .listed(.stimulus)))
            case (.notCaptured, _):
                mutants.append(mutant(.given(site.original), .survived(.notCaptured)))
            case (.asserted, .words):
                mutants.append(await mutant(ofWords: site))
            case (.asserted, .number(let number)):
                mutants += await self.mutants(of: number, at: site)
            }
        }
        return mutants
    }

    // MARK: Words

    private func mutant(ofWords site: TextSite) async -> Mutant {
        let words = site.alteredWords
        guard let input = input(site, words) else { return mutant(.given(site.original), .listed(.immovable)) }
        let result = await evaluate(input, Check())
        return mutant(.value(from: site.original, to: words), MutantVerdict(result))
    }

    // MARK: Numbers

    private func mutants(of number: NumberInText, at site: TextSite) async -> [Mutant] {
        let probe = number.value + number.quantum
        guard let probed = input(site, number.rendered(probe, decimals: 0)) else {
            return [mutant(.given(site.original), .listed(.immovable))]
        }
        let observation = Check(mode: .observing)
        _ = await evaluate(probed, observation)
        let outside = JustOutside(value: number.value, probe: probe)
        let targets = outside.targets(trueChecks: trueChecks, probeChecks: observation.records)
        guard !targets.isEmpty else {
            // No check depends on it; the step may notice all the same, by the number of its checks.
            return [
                await mutant(of: number, at: site, .init(value: probe, resolution: 0), outside, observation.records)
            ]
        }
        var mutants: [Mutant] = []
        for target in targets {
            mutants.append(await mutant(of: number, at: site, target, outside, observation.records))
        }
        return mutants
    }

    private func mutant(
        of number: NumberInText, at site: TextSite, _ target: JustOutside.Target, _ outside: JustOutside,
        _ probeChecks: [CheckRecord]
    ) async -> Mutant {
        var target = target
        var last = mutant(.given(site.original), .listed(.immovable))
        for _ in 0..<Self.attempts where !Task.isCancelled {
            guard let (text, input) = written(target, number, site) else { return last }
            let result = await evaluate(input, Check())
            last = mutant(.value(from: site.original, to: text), MutantVerdict(result))
            let isAbove = target.value > number.value
            let again = outside.targets(
                trueChecks: measured(trueChecks, anewIn: result.checks), probeChecks: probeChecks)
            guard case .survived(.passed) = last.verdict,
                let next = again.first(where: { ($0.value > number.value) == isAbove }), next != target
            else { return last }
            target = next
        }
        return last
    }

    /// The checks of the true step with what the mutant has measured meanwhile.
    private func measured(_ checks: [CheckRecord], anewIn newChecks: [CheckRecord]) -> [CheckRecord] {
        zip(checks, newChecks).map { check, new in
            CheckRecord(
                label: check.label, measured: new.measured, expectation: check.expectation, unit: check.unit,
                sourceReference: check.sourceReference)
        }
    }

    /// The number as it can be written in place of the old one: with decimals, or whole where only that is read.
    private func written(
        _ target: JustOutside.Target, _ number: NumberInText, _ site: TextSite
    ) -> (text: String, input: StepInput)? {
        let fine = target.decimals(atLeast: number.decimals)
        for decimals in fine == number.decimals ? [fine] : [fine, number.decimals] {
            let value = target.rounded(awayFrom: number.value, decimals: decimals)
            let text = number.rendered(value, decimals: decimals)
            if value != number.value, let input = input(site, text) { return (text, input) }
        }
        return nil
    }

    // MARK: Steps

    /// What the definition is given when the text at a place is another; `nil` when it does not fit the definition any
    /// more.
    private func input(_ site: TextSite, _ replacement: String) -> StepInput? {
        let step = site.replacing(in: scene.step.pickle, with: replacement)
        guard case .defined(let match) = scene.step.resolution else { return nil }
        let matches = library.matches(step.text)
        guard matches.count == 1, let other = matches.first, other.definition.index == match.definition.index else {
            return nil
        }
        let input = StepInput(arguments: other.arguments, step: step)
        guard (try? library.definitions[other.definition.index].checkFit(input)) != nil else { return nil }
        return input
    }

    private func mutant(_ change: MutantChange, _ verdict: MutantVerdict) -> Mutant {
        Mutant(side: .text, scene.step, change, verdict)
    }
}

extension Mutant {
    init(side: MutationSide, _ step: TestStep.PickledStep, _ change: MutantChange, _ verdict: MutantVerdict) {
        self.init(
            side: side, step: step.keyword + step.pickle.text, line: step.line, change: change, verdict: verdict)
    }
}
