internal import Synchronization

/// `gherkin-run mutate`: makes scenarios wrong, on three sides, and demands that they notice.
public struct MutateCommand<World: Sendable>: Sendable {
    /// What the command line can say.
    public struct Options: Sendable {
        /// Which scenarios are mutated.
        public var selection = SelectionOptions()
        /// On which sides.
        public var sides = Set(MutationSide.allCases)
        /// How steps are run; only the time limits count.
        public var execution = ExecutionOptions()

        /// The options of a command line without options.
        public init() {}
    }

    private let library: StepLibrary<World>
    private let options: Options
    private let console: Console

    /// A command that mutates with the given definitions.
    public init(library: StepLibrary<World>, options: Options, console: Console = .standard()) {
        self.library = library
        self.options = options
        self.console = console
    }

    /// Mutates the scenarios.
    /// - Returns: `.success` when every mutant died; `.unusable` when there was no scenario to mutate.
    public func run() async -> ExitCode {
        let language = options.selection.language
        do {
            let preparation = try Preparation(
                library: library, selection: options.selection, order: .defined, console: console)
            switch preparation {
            case .unparsable:
                return .unparsable
            case .planned(let compiled, let plan, let ids):
                return await mutate(plan, with: compiled, ids: ids)
            }
        } catch {
            console.writeError(error.description(in: language) + "\n")
            return .unusable
        }
    }

    private func mutate(_ plan: Plan, with compiled: CompiledLibrary<World>, ids: IDGenerator) async -> ExitCode {
        let language = options.selection.language
        let report = ReportBox(
            MutationReport(
                language: language, style: TerminalStyle(colours: console.hasColours), output: console.write))
        let hooks = RunHookRunner(library: compiled, options: options.execution, ids: ids) { [console] event in
            guard case .runHookFinished(let execution, let result, _) = event, let failure = result.failure else {
                return
            }
            console.writeError(
                "\(execution.hook.sourceReference.place): \(failure.description(in: language))\n")
        }
        let runID = ids.next()
        var hooksPassed = await hooks.run(.beforeRun, of: runID)
        if hooksPassed {
            let run = MutationRun(
                library: compiled, plan: plan, options: options.execution, sides: options.sides,
                emit: { report.receive($0) })
            await run.run()
        }
        hooksPassed = await hooks.run(.afterRun, of: runID) && hooksPassed
        let summary = report.close()
        guard hooksPassed, summary.succeeded, !Task.isCancelled else { return .failure }
        return summary.scenarios > 0 || options.selection.allowEmpty ? .success : .unusable
    }
}

/// The report, shared with the task that mutates.
private final class ReportBox: Sendable {
    private let report: Mutex<MutationReport>

    init(_ report: MutationReport) {
        self.report = Mutex(report)
    }

    func receive(_ event: MutationEvent) {
        report.withLock { $0.receive(event) }
    }

    func close() -> MutationSummary {
        report.withLock { report in
            report.writeClosing()
            return report.summary
        }
    }
}
