/// Makes the pickles of a document: one for each scenario, one for each row of examples of an outline.
public struct PickleCompiler {
    private let document: GherkinDocument
    private var ids: IDCounter

    private init(_ document: GherkinDocument, ids: IDCounter) {
        self.document = document
        self.ids = ids
    }

    /// Makes the pickles one at a time, in the order of the file; none is kept, so a long file costs no memory.
    /// - Parameter ids: the counter that gave the document's nodes their ids; it goes on.
    public static func compile<Failure: Error>(
        _ document: GherkinDocument, ids: inout IDCounter, _ receive: (Pickle) throws(Failure) -> Void
    ) throws(Failure) {
        var compiler = PickleCompiler(document, ids: ids)
        defer { ids = compiler.ids }
        guard let feature = document.feature else {
            return
        }
        let language = feature.language
        var context = Context(tags: feature.tags, language: language)
        for child in feature.children {
            switch child {
            case .background(let background):
                context.backgroundSteps += background.steps
            case .scenario(let scenario):
                try compiler.compile(scenario, in: context, receive)
            case .rule(let rule):
                var context = context
                context.tags += rule.tags
                for child in rule.children {
                    switch child {
                    case .background(let background):
                        context.backgroundSteps += background.steps
                    case .scenario(let scenario):
                        try compiler.compile(scenario, in: context, receive)
                    }
                }
            }
        }
    }

    /// All pickles of a document, in the order of the file.
    public static func pickles(of document: GherkinDocument, ids: inout IDCounter) -> [Pickle] {
        var pickles: [Pickle] = []
        compile(document, ids: &ids) { pickles.append($0) }
        return pickles
    }
}

extension PickleCompiler {
    /// What a scenario inherits.
    private struct Context {
        var tags: [GherkinDocument.Tag]
        var language: String
        var backgroundSteps: [GherkinDocument.Step] = []
    }

    private mutating func compile<Failure: Error>(
        _ scenario: GherkinDocument.Scenario, in context: Context, _ receive: (Pickle) throws(Failure) -> Void
    ) throws(Failure) {
        guard !scenario.examples.isEmpty else {
            return try receive(pickle(of: scenario, in: context))
        }
        for examples in scenario.examples {
            guard let header = examples.tableHeader else {
                continue
            }
            for row in examples.tableBody {
                let example = ExampleValues(header: header, row: row, tags: examples.tags)
                try receive(pickle(of: scenario, in: context, with: example))
            }
        }
    }

    private mutating func pickle(
        of scenario: GherkinDocument.Scenario, in context: Context, with example: ExampleValues? = nil
    ) -> Pickle {
        var steps: [Pickle.Step] = []
        // A scenario without steps of its own has none: a background alone is nothing to run.
        if !scenario.steps.isEmpty {
            steps.reserveCapacity(context.backgroundSteps.count + scenario.steps.count)
            var kind = Pickle.Step.Kind.unknown
            add(context.backgroundSteps, with: nil, to: &steps, last: &kind)
            add(scenario.steps, with: example, to: &steps, last: &kind)
        }
        let tags = [context.tags, scenario.tags, example?.tags ?? []].joined()
        return Pickle(
            id: ids.next(), uri: document.uri ?? "", location: example?.row.location ?? scenario.location,
            name: example?.fill(scenario.name) ?? scenario.name, language: context.language, steps: steps,
            tags: tags.map { Pickle.Tag(name: $0.name, astNodeId: $0.id) },
            astNodeIds: example.map { [scenario.id, $0.row.id] } ?? [scenario.id])
    }

    private mutating func add(
        _ added: [GherkinDocument.Step], with example: ExampleValues?, to steps: inout [Pickle.Step],
        last kind: inout Pickle.Step.Kind
    ) {
        // By index: a step taken out of the array would be copied field by field.
        for index in added.indices {
            kind = Self.kind(added[index].keywordType, after: kind)
            steps.append(step(of: added[index], kind: kind, with: example))
        }
    }

    private mutating func step(
        of step: GherkinDocument.Step, kind: Pickle.Step.Kind, with example: ExampleValues?
    ) -> Pickle.Step {
        Pickle.Step(
            argument: Self.argument(of: step, with: example),
            astNodeIds: example.map { [step.id, $0.row.id] } ?? [step.id], id: ids.next(), type: kind,
            text: example?.fill(step.text) ?? step.text)
    }

    private static func argument(of step: GherkinDocument.Step, with example: ExampleValues?) -> Pickle.StepArgument? {
        guard step.dataTable != nil || step.docString != nil else {
            return nil
        }
        // A step that carries both says which was written first: they are its arguments in that order.
        var tableIndex: Int?
        var docStringIndex: Int?
        if let table = step.dataTable, let docString = step.docString {
            let isTableFirst = table.location.line < docString.location.line
            (tableIndex, docStringIndex) = isTableFirst ? (1, 2) : (2, 1)
        }
        func filled(_ text: String) -> String {
            example?.fill(text) ?? text
        }
        let docString = step.docString.map {
            Pickle.DocString(
                argumentIndex: docStringIndex, mediaType: $0.mediaType.map(filled), content: filled($0.content))
        }
        let table = step.dataTable.map { table in
            Pickle.Table(
                argumentIndex: tableIndex,
                rows: table.rows.map { row in
                    Pickle.TableRow(cells: row.cells.map { Pickle.TableCell(value: filled($0.value)) })
                })
        }
        return Pickle.StepArgument(docString: docString, dataTable: table)
    }

    private static func kind(
        _ keyword: GherkinDocument.Step.KeywordType, after previous: Pickle.Step.Kind
    ) -> Pickle.Step.Kind {
        switch keyword {
        case .unknown: .unknown
        case .context: .context
        case .action: .action
        case .outcome: .outcome
        case .conjunction: previous
        }
    }
}
