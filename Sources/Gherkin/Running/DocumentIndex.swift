/// Finds, by their ids, the parts of a feature file that a pickle was made of.
struct DocumentIndex {
    private var steps: [String: GherkinDocument.Step] = [:]
    private var backgroundSteps: Set<String> = []
    private var scenarios: [String: (scenario: GherkinDocument.Scenario, rule: GherkinDocument.Rule?)] = [:]
    private var rows: [String: GherkinDocument.TableRow] = [:]
    private let feature: GherkinDocument.Feature?

    init(_ document: GherkinDocument) {
        feature = document.feature
        for child in document.feature?.children ?? [] {
            switch child {
            case .background(let background): add(background)
            case .scenario(let scenario): add(scenario, rule: nil)
            case .rule(let rule): add(rule)
            }
        }
    }

    private mutating func add(_ rule: GherkinDocument.Rule) {
        for child in rule.children {
            switch child {
            case .background(let background): add(background)
            case .scenario(let scenario): add(scenario, rule: rule)
            }
        }
    }

    private mutating func add(_ background: GherkinDocument.Background) {
        backgroundSteps.formUnion(background.steps.map(\.id))
        add(background.steps)
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

    /// Whether a step was written in a background.
    func isBackground(_ step: GherkinDocument.Step) -> Bool {
        backgroundSteps.contains(step.id)
    }

    /// Where a pickle stands in its feature.
    func origin(of pickle: Pickle) -> TestCase.Origin {
        let found = pickle.astNodeIds.first.flatMap { scenarios[$0] }
        let scenarioLine = found?.scenario.location.line ?? pickle.location?.line ?? 1
        let row = pickle.astNodeIds.dropFirst().first.flatMap { rows[$0] }
        let line = row?.location.line ?? scenarioLine
        let lines = [feature?.location.line, found?.rule?.location.line, line].compactMap(\.self)
        let scenarioLines = found.map { Array($0.scenario.lines) } ?? []
        let examples = found?.scenario.examples.first { $0.tableBody.contains { $0.id == row?.id } }
        let headLines = [examples?.location.line, examples?.tableHeader?.location.line].compactMap(\.self)
        return TestCase.Origin(
            featureKeyword: feature?.keyword ?? "", feature: feature?.name ?? "", rule: found?.rule?.name,
            keyword: found?.scenario.keyword ?? "", line: line, selectingLines: Set(lines + scenarioLines + headLines))
    }
}

extension GherkinDocument.Scenario {
    /// The lines of its tags, its keyword and its steps with what stands below them; not those of its examples.
    fileprivate var lines: ClosedRange<Int> {
        let first = min(location.line, tags.map(\.location.line).min() ?? location.line)
        let last = steps.map(\.lastLine).max() ?? location.line
        return first...max(location.line, last)
    }
}

extension GherkinDocument.Step {
    fileprivate var lastLine: Int {
        // The text between the two delimiters; an empty one has no line.
        let docStringEnd = docString.map { docString in
            docString.location.line + docString.content.utf8.count { $0 == UInt8(ascii: "\n") } + 2
        }
        return max(location.line, dataTable?.rows.last?.location.line ?? 0, docStringEnd ?? 0)
    }
}
