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
        emit(.planned(plan, options))
        emit(.runStarted(id: summary.id, at: .now()))
        let hooks = RunHookRunner(library: library, options: options, ids: ids, emit: emit)
        summary.runHooksPassed = await hooks.run(.beforeRun, of: summary.id)
        if summary.runHooksPassed {
            emit(.scenariosAnnounced(plan.testCases))
            await runScenarios(&summary)
        } else {
            summary.scenariosNotRun = plan.testCases.count
        }
        summary.interrupted = Task.isCancelled
        let afterPassed = await hooks.run(.afterRun, of: summary.id)
        summary.runHooksPassed = summary.runHooksPassed && afterPassed
        summary.duration = ContinuousClock.now - start
        emit(.runFinished(summary, at: .now()))
        return summary
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
        if report.status == .passed, report.steps.isEmpty {
            scenariosWithoutSteps += 1
        } else {
            scenarios[report.status, default: 0] += 1
        }
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
