/// Plays a scenario in a world of its own, step by step, as a director tells.
struct Rehearsal<World: Sendable>: Sendable {
    let library: CompiledLibrary<World>
    let options: ExecutionOptions

    var performer: BodyPerformer { BodyPerformer(options: options) }

    /// A step of the scenario and the world that it finds.
    struct Scene: Sendable {
        let index: Int
        let step: TestStep.PickledStep
        let definition: StepDefinition<World>
        let input: StepInput
        let world: World
    }

    /// Whether the scenario goes on after a step.
    enum Direction: Sendable {
        case proceed
        case stop
    }

    /// Plays a scenario whose steps are all defined.
    ///
    /// - Parameters:
    ///   - testCase: The scenario.
    ///   - sabotage: What is made wrong when the world has just been made; `nil` for nothing.
    ///   - direct: Is given each step, runs it or not, and tells whether to go on.
    /// - Returns: What went wrong outside the steps: the world, the sabotage, a hook.
    func play(
        _ testCase: TestCase, sabotage: Sabotage<World>? = nil, _ direct: (Scene) async -> Direction
    ) async -> StepFailure? {
        let context = ScenarioContext(
            name: testCase.pickle.name, uri: testCase.pickle.uri, line: testCase.origin.line,
            tags: testCase.pickle.tags.map(\.name), attempt: 0, report: ReportContext())
        let world: World
        switch await WorldMaker(library: library.library, performer: performer).make(context) {
        case .success(let made): world = made
        case .failure(let failure): return failure
        }
        var failure = await apply(sabotage, to: world)
        if failure == nil { failure = await hooks(.beforeScenario, of: testCase, in: world) }
        if failure == nil {
            for (index, step) in testCase.pickleSteps.enumerated() {
                guard let scene = scene(index, step, world), !Task.isCancelled else { break }
                if await direct(scene) == .stop { break }
            }
        }
        // What was set up is taken down even when the command is interrupted: this task does not inherit that.
        let teardown = await Task { await hooks(.afterScenario, of: testCase, in: world) }.value
        return failure ?? teardown
    }

    /// Runs a step as it is written, or with other values.
    func perform(_ scene: Scene, _ input: StepInput? = nil, check: Check = Check()) async -> StepResult {
        await performer.perform(scene.definition, input ?? scene.input, in: scene.world, check: check)
    }

    func apply(_ sabotage: Sabotage<World>?, to world: World) async -> StepFailure? {
        guard let sabotage else { return nil }
        return Self.failure(await performer.perform(limit: nil) { _ in try await sabotage.apply(world) })
    }

    private func scene(_ index: Int, _ step: TestStep, _ world: World) -> Scene? {
        guard let step = step.pickleStep, case .defined(let match) = step.resolution else { return nil }
        return Scene(
            index: index, step: step, definition: library.definitions[match.definition.index].definition,
            input: StepInput(arguments: match.arguments, step: step.pickle), world: world)
    }

    private func hooks(_ moment: HookMoment, of testCase: TestCase, in world: World) async -> StepFailure? {
        var failure: StepFailure?
        for step in testCase.steps {
            guard case .hook(let reference) = step.content, reference.moment == moment else { continue }
            let hook = library.scenarioHooks[reference.index].hook
            let outcome = ScenarioOutcome(status: failure == nil ? .passed : .failed, failure: failure)
            let result = await performer.perform(limit: hook.timeout) { _ in try await hook.body(world, outcome) }
            failure = failure ?? Self.failure(result)
        }
        return failure
    }

    /// A hook or a sabotage that is pending or skipped stands in the way as much as one that fails.
    private static func failure(_ result: StepResult) -> StepFailure? {
        guard result.status != .passed else { return nil }
        return result.failure ?? .error(type: result.status.rawValue, message: result.reason)
    }
}
