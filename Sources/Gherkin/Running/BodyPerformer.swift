/// Runs the closure of a step or a hook, within its limit, and says how it went.
struct BodyPerformer: Sendable {
    let options: ExecutionOptions

    /// Runs the closure of a definition with what the step gives.
    func perform<World>(
        _ definition: StepDefinition<World>, _ input: StepInput, in world: World, check: Check = Check()
    ) async -> StepResult {
        await perform(limit: definition.timeout, check: check) { check in
            try await definition.bind(input)(world, check)
        }
    }

    /// Runs a closure.
    ///
    /// - Parameters:
    ///   - limit: How long it may take; `nil` for the limit of the run.
    ///   - check: Records its checks.
    ///   - body: The closure.
    func perform(
        limit: Duration?, check: Check = Check(), _ body: @escaping @Sendable (Check) async throws -> Void
    ) async -> StepResult {
        let limit = limit ?? options.stepTimeout
        let start = ContinuousClock.now
        let completion = await BoundedTask(limit: limit, grace: options.cancellationGrace).run { try await body(check) }
        var result = Self.result(of: completion, limit: limit)
        result.duration = ContinuousClock.now - start
        result.checks = check.records
        result.evidence = check.notes
        return result
    }

    private static func result(of completion: BoundedTask.Completion, limit: Duration) -> StepResult {
        switch completion {
        case .returned:
            StepResult(status: .passed)
        case .threw(let pending as PendingStep):
            StepResult(status: .pending, reason: pending.reason)
        case .threw(let skipped as SkippedStep):
            StepResult(status: .skipped, reason: skipped.reason)
        case .threw(let error):
            StepResult(status: .failed, failure: StepFailure(error))
        case .timedOut(let abandoned):
            StepResult(status: .failed, failure: .timeout(limit: limit, abandoned: abandoned))
        case .interrupted(let abandoned):
            StepResult(status: .failed, failure: .interrupted(abandoned: abandoned))
        }
    }
}
