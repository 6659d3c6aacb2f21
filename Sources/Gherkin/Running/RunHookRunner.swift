/// Runs the hooks before and after a whole run.
struct RunHookRunner<World: Sendable>: Sendable {
    let library: CompiledLibrary<World>
    let options: ExecutionOptions
    let ids: IDGenerator
    let emit: @Sendable (RunEvent) -> Void

    /// Runs the hooks of a moment, every one of them even when one fails.
    /// - Returns: Whether all of them passed.
    func run(_ moment: HookMoment, of runID: String) async -> Bool {
        guard !options.dryRun else { return true }
        let hooks = library.runHooks.filter { $0.hook.moment == moment }
        var passed = true
        for (reference, hook) in moment == .afterRun ? hooks.reversed() : hooks {
            let execution = RunHookExecution(id: ids.next(), runID: runID, hook: reference)
            emit(.runHookStarted(execution, at: .now()))
            let context = ReportContext()
            let performer = BodyPerformer(options: options)
            let body: @Sendable () async -> StepResult = {
                await performer.perform(limit: hook.timeout) { _ in try await hook.body(context) }
            }
            // What was set up is taken down even when the run is interrupted: this task does not inherit that.
            var result = moment == .afterRun ? await Task(operation: body).value : await body()
            result.attachments = context.drain()
            passed = passed && (result.status == .passed || result.status == .skipped)
            emit(.runHookFinished(execution, result, at: .now()))
        }
        return passed
    }
}
