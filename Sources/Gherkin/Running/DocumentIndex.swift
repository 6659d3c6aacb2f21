/// Finds, by their ids, the parts of a feature file that a pickle was made of.
struct DocumentIndex {
    private var steps: [String: GherkinDocument.Step] = [:]
    private var scenarios: [String: (scenario: GherkinDocument.Scenario, rule: GherkinDocument.Rule?)] = [:]
    private var rows: [String: GherkinDocument.TableRow] = [:]
    private let feature: GherkinDocument.Feature?

    init(_ document: GherkinDocument) {
        feature = document.feature
        for child in document.feature?.children ?? [] {
            switch child {
            case .background(let background): add(background.steps)
            case .scenario(let scenario): add(scenario, rule: nil)
            case .rule(let rule): add(rule)
            }
        }
    }

    private mutating func add(_ rule: GherkinDocument.Rule) {
        for child in rule.children {
            switch child {
            case .background(let background): add(background.steps)
            case .scenario(let scenario): add(scenario, rule: rule)
            }
        }
    }

    private mutating func add(_ scenario: GherkinDocument.Scenario, rule: GherkinDocument.Rule?) {
        scenarios[scenario.id] = (scenario, rule)
        add(scenario.steps)
        for row in scenario.examples.flatMap(\.tableBody) { rows[row.id] = row }
    }

    private mutating func add(_ steps: [GherkinDocument.Step]) {
        for step in steps { self.steps[step.id] = step }
    }

    /// The step that a pickle's step was made of.
    func step(of step: Pickle.Step) -> GherkinDocument.Step? {
        step.astNodeIds.first.flatMap { steps[$0] }
    }

    /// Where a pickle stands in its feature.
    func origin(of pickle: Pickle) -> TestCase.Origin {
        let found = pickle.astNodeIds.first.flatMap { scenarios[$0] }
        let scenarioLine = found?.scenario.location.line ?? pickle.location?.line ?? 1
        let row = pickle.astNodeIds.dropFirst().first.flatMap { rows[$0] }
        let line = row?.location.line ?? scenarioLine
        let lines = [feature?.location.line, found?.rule?.location.line, scenarioLine, line].compactMap(\.self)
        let stepLines = found?.scenario.steps.map(\.location.line) ?? []
        return TestCase.Origin(
            featureKeyword: feature?.keyword ?? "", feature: feature?.name ?? "", rule: found?.rule?.name,
            keyword: found?.scenario.keyword ?? "", line: line, selectingLines: Set(lines + stepLines))
    }
}
