/// `gherkin-run run`: runs the selected scenarios and reports.
public struct RunCommand<World: Sendable>: Sendable {
    /// What the command line can say.
    public struct Options: Sendable {
        /// Which scenarios are run.
        public var selection = SelectionOptions()
        /// The reports to write; the one for people on standard output when there is none.
        public var formats: [FormatRequest] = []
        /// In which order they are run.
        public var order = ScenarioOrder.defined
        /// How they are run.
        public var execution = ExecutionOptions()

        /// The options of a command line without options.
        public init() {}
    }

    private let library: StepLibrary<World>
    private let options: Options
    private let console: Console

    /// A command that runs with the given definitions.
    public init(library: StepLibrary<World>, options: Options, console: Console = .standard()) {
        self.library = library
        self.options = options
        self.console = console
    }

    /// Runs the scenarios. Cancelling the task that runs it ends the run properly: the hooks after it are run.
    public func run() async -> ExitCode {
        do {
            let preparation = try Preparation(
                library: library, selection: options.selection, order: options.order, console: console)
            switch preparation {
            case .unparsable:
                return .unparsable
            case .planned(let compiled, let plan, let ids):
                return try await execute(plan, with: compiled, ids: ids)
            }
        } catch {
            console.writeError(error.description(in: options.selection.language) + "\n")
            return .unusable
        }
    }

    private func execute(
        _ plan: Plan, with compiled: CompiledLibrary<World>, ids: IDGenerator
    ) async throws(UsageError) -> ExitCode {
        let formats = options.formats.isEmpty ? [FormatRequest(.pretty)] : options.formats
        let writer = try ReportWriter(formats, language: options.selection.language, console: console)
        defer { writer.close() }
        let run = TestRun(
            library: compiled, plan: plan, options: options.execution, ids: ids, emit: { writer.receive($0) })
        return await run.run().isAccepted ? .success : .failure
    }
}
