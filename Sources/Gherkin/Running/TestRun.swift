/// Executes a plan: the hooks of the run, and between them the scenarios, several at a time if asked to.
///
/// Cancelling the task that runs it ends the run properly: the steps in flight are cancelled, the hooks after their
/// scenarios and after the run are run all the same, and what was not started is counted.
struct TestRun<World: Sendable>: Sendable {
    let library: CompiledLibrary<World>
    let plan: Plan
    let options: ExecutionOptions
    let ids: IDGenerator
    /// Takes the events, in order; it is called from several tasks.
    let emit: @Sendable (RunEvent) -> Void

    func run() async -> RunSummary {
        let start = ContinuousClock.now
        var summary = RunSummary(id: ids.next(), strict: options.strict)
        emit(.planned(plan))
        emit(.runStarted(id: summary.id, at: .now()))
        summary.runHooksPassed = await runHooks(.beforeRun, of: summary.id)
        if summary.runHooksPassed {
            emit(.scenariosAnnounced(plan.testCases))
            await runScenarios(&summary)
        } else {
            summary.scenariosNotRun = plan.testCases.count
        }
        let afterPassed = await runHooks(.afterRun, of: summary.id)
        summary.runHooksPassed = summary.runHooksPassed && afterPassed
        summary.duration = ContinuousClock.now - start
        emit(.runFinished(summary, at: .now()))
        return summary
    }

    /// Runs the hooks of a moment, every one of them even when one fails.
    /// - Returns: Whether all of them passed.
    private func runHooks(_ moment: HookMoment, of runID: String) async -> Bool {
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

    private func runScenarios(_ summary: inout RunSummary) async {
        let runner = ScenarioRunner(library: library, options: options, emit: emit)
        await withTaskGroup(of: (worker: Int, report: ScenarioReport).self) { group in
            var workers = FreeWorkers(count: options.parallel)
            var stopped = false
            func finishOne() async {
                guard let (worker, report) = await group.next() else { return }
                workers.release(worker)
                summary.note(report)
                if options.failFast, report.status.isFailure(strict: options.strict) { stopped = true }
            }
            for testCase in plan.testCases {
                while testCase.exclusive ? workers.areBusy : workers.areAllBusy { await finishOne() }
                guard !stopped, !Task.isCancelled, let worker = workers.take() else {
                    summary.scenariosNotRun += 1
                    continue
                }
                group.addTask {
                    (worker, await attempts(at: testCase, worker: worker, runner: runner))
                }
                if testCase.exclusive { await finishOne() }
            }
            while workers.areBusy { await finishOne() }
        }
    }

    /// Runs a scenario, and again as long as it fails and may be retried.
    private func attempts(
        at testCase: TestCase, worker: Int, runner: ScenarioRunner<World>
    ) async -> ScenarioReport {
        var number = 0
        while true {
            let attempt = ScenarioAttempt(
                id: ids.next(), testCase: testCase, number: number, worker: options.parallel > 1 ? worker : nil)
            let report = await runner.run(attempt)
            let willBeRetried = report.status == .failed && number < options.retries && !Task.isCancelled
            emit(.scenarioFinished(attempt, report.outcome, willBeRetried: willBeRetried, at: .now()))
            guard willBeRetried else { return report }
            number += 1
        }
    }
}

extension RunSummary {
    fileprivate mutating func note(_ report: ScenarioReport) {
        scenarios[report.status, default: 0] += 1
        steps.merge(report.steps, uniquingKeysWith: +)
    }
}

/// The places in which scenarios run at the same time.
private struct FreeWorkers {
    private var free: [Int]
    private let count: Int

    init(count: Int) {
        self.count = max(1, count)
        free = Array(0..<self.count)
    }

    var areBusy: Bool { free.count < count }
    var areAllBusy: Bool { free.isEmpty }

    mutating func take() -> Int? { free.isEmpty ? nil : free.removeFirst() }
    mutating func release(_ worker: Int) { free.append(worker) }
}
