/// Runs one scenario, once: its world, its hooks, its steps.
struct ScenarioRunner<World: Sendable>: Sendable {
    let library: CompiledLibrary<World>
    let options: ExecutionOptions
    let emit: @Sendable (RunEvent) -> Void

    /// Runs the scenario and reports each step.
    /// - Returns: How it went, and how each of its steps did.
    func run(_ attempt: ScenarioAttempt) async -> ScenarioReport {
        emit(.scenarioStarted(attempt, at: .now()))
        let context = ReportContext()
        var progress = ScenarioProgress()
        let world = await makeWorld(attempt, context)
        for step in attempt.testCase.steps {
            emit(.stepStarted(attempt, step, at: .now()))
            var result = await perform(step, world, progress)
            result.attachments = context.drain()
            progress.note(result, of: step)
            emit(.stepFinished(attempt, step, result, at: .now()))
        }
        return progress.report
    }

    /// The world, or why there is none; `nil` when nothing is to be run.
    private func makeWorld(_ attempt: ScenarioAttempt, _ report: ReportContext) async -> Result<World, StepFailure>? {
        let testCase = attempt.testCase
        guard !options.dryRun, !options.leavesUnwritten(testCase) else { return nil }
        let context = ScenarioContext(
            name: testCase.pickle.name, uri: testCase.pickle.uri, line: testCase.origin.line,
            tags: testCase.pickle.tags.map(\.name), attempt: attempt.number, report: report)
        return await WorldMaker(library: library.library, performer: performer).make(context)
    }

    private var performer: BodyPerformer { BodyPerformer(options: options) }

    private func perform(
        _ step: TestStep, _ world: Result<World, StepFailure>?, _ progress: ScenarioProgress
    ) async -> StepResult {
        switch step.content {
        case .hook(let reference):
            return await perform(reference, world, progress)
        case .step(let step):
            return await perform(step, world, progress)
        }
    }

    private func perform(
        _ reference: HookReference, _ world: Result<World, StepFailure>?, _ progress: ScenarioProgress
    ) async -> StepResult {
        let hook = library.scenarioHooks[reference.index].hook
        switch world {
        case nil:
            return .notRun
        case .failure(let failure):
            return progress.isBlocked ? .notRun : StepResult(status: .failed, wasRun: false, failure: failure)
        case .success(let world):
            if hook.moment == .beforeScenario {
                guard !progress.isBlocked, !Task.isCancelled else { return .notRun }
                let outcome = progress.report.outcome
                return await performer.perform(limit: hook.timeout) { _ in try await hook.body(world, outcome) }
            }
            let outcome = progress.report.outcome
            let performer = performer
            // What was set up is taken down even when the run is interrupted: this task does not inherit that.
            return await Task {
                await performer.perform(limit: hook.timeout) { _ in try await hook.body(world, outcome) }
            }.value
        }
    }

    private func perform(
        _ step: TestStep.PickledStep, _ world: Result<World, StepFailure>?, _ progress: ScenarioProgress
    ) async -> StepResult {
        if progress.isSkipping { return .notRun }
        switch step.resolution {
        case .undefined:
            return StepResult(status: .undefined, wasRun: false)
        case .ambiguous:
            return StepResult(status: .ambiguous, wasRun: false)
        case .misfit(_, let misfit):
            return StepResult(status: .failed, wasRun: false, failure: .misfit(misfit))
        case .defined(let match):
            guard !progress.isBlocked, !Task.isCancelled, let world else { return .notRun }
            switch world {
            case .failure(let failure):
                return StepResult(status: .failed, wasRun: false, failure: failure)
            case .success(let world):
                return await performer.perform(
                    library.definitions[match.definition.index].definition,
                    StepInput(arguments: match.arguments, step: step.pickle), in: world)
            }
        }
    }
}
