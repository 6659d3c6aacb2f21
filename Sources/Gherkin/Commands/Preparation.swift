/// What comes before anything runs: the files are read, the library is compiled, the plan is made.
enum Preparation<World: Sendable> {
    /// A file does not parse; that was told already.
    case unparsable
    /// All is known that can be known without running.
    case planned(CompiledLibrary<World>, Plan, IDGenerator)

    /// - Throws: `UsageError` when there is nothing to run or nothing to run it with.
    init(
        library: StepLibrary<World>, selection options: SelectionOptions, order: ScenarioOrder, console: Console
    ) throws(UsageError) {
        let selection = try options.selection()
        var counter = IDCounter()
        let (features, broken) = try FeatureLoader().load(options.paths, ids: &counter)
        guard broken.isEmpty else {
            for file in broken {
                console.writeError(
                    file.errors.report(uri: file.path, bytes: file.bytes, language: options.language))
            }
            self = .unparsable
            return
        }
        let ids = IDGenerator(startingAt: counter.nextValue)
        let compiled = CompiledLibrary(library, ids: ids)
        guard compiled.problems.isEmpty else {
            throw UsageError(code: .invalidLibrary(compiled.problems))
        }
        let plan = try Planner(library: compiled, ids: ids).plan(features, selection: selection, order: order)
        guard !plan.testCases.isEmpty || options.allowEmpty else { throw UsageError(code: .nothingSelected) }
        self = .planned(compiled, plan, ids)
    }
}
