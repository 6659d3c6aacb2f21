/// Resolves scenarios against definitions, up front.
struct Planner<World: Sendable> {
    let library: CompiledLibrary<World>
    let ids: IDGenerator

    /// The plan for the selected scenarios of the files.
    /// - Throws: `UsageError` when a line was selected on which there is no scenario.
    func plan(
        _ features: [FeatureFile], selection: Selection, order: ScenarioOrder
    ) throws(UsageError) -> Plan {
        let advice = StepAdvice(
            snippets: SnippetWriter(
                registry: library.library.parameterTypes, keywords: library.library.snippetKeywords),
            nearest: NearestStep(among: library.definitions.map(\.expression)))
        var candidates: [(Pickle, TestCase.Origin, DocumentIndex)] = []
        for feature in features {
            let index = DocumentIndex(feature.document)
            let scenarios = feature.pickles.map { (pickle: $0, origin: index.origin(of: $0)) }
            try selection.checkLines(of: feature.source.uri, scenarios.map(\.origin))
            for (pickle, origin) in scenarios where selection.includes(pickle, origin) {
                candidates.append((pickle, origin, index))
            }
        }
        let testCases = order.arrange(candidates).map { pickle, origin, index in
            testCase(pickle, origin, index, advice)
        }
        let seed: UInt64? = if case .random(let seed) = order { seed } else { nil }
        return Plan(
            features: features, parameterTypes: library.parameterTypes, declarations: library.declarations,
            libraryProblems: library.problems, testCases: testCases, seed: seed)
    }

    private func testCase(
        _ pickle: Pickle, _ origin: TestCase.Origin, _ index: DocumentIndex, _ advice: StepAdvice
    ) -> TestCase {
        let id = ids.next()
        let tags = pickle.tags.map(\.name)
        func hooks(_ moment: HookMoment) -> [TestStep] {
            library.hooks(moment, tags: tags).map { TestStep(id: ids.next(), content: .hook($0.reference)) }
        }
        let before = hooks(.beforeScenario)
        let steps = pickle.steps.map { step in
            let node = index.step(of: step)
            return TestStep(
                id: ids.next(),
                content: .step(
                    TestStep.PickledStep(
                        pickle: step, keyword: node?.keyword ?? "", line: node?.location.line ?? origin.line,
                        isBackground: node.map(index.isBackground) ?? false, resolution: resolve(step, advice))))
        }
        let after = hooks(.afterScenario)
        let exclusive = steps.contains { step in
            step.pickleStep?.resolution.matches.contains { library.definitions[$0.definition.index].isExclusive }
                ?? false
        }
        return TestCase(id: id, pickle: pickle, origin: origin, steps: before + steps + after, exclusive: exclusive)
    }

    /// What the text of a step and what stands below it are resolved to.
    private func resolve(_ step: Pickle.Step, _ advice: StepAdvice) -> Resolution {
        let matches = library.matches(step.text)
        guard let match = matches.first else {
            return .undefined(advice.suggestion(for: step, id: ids.next()))
        }
        guard matches.count == 1 else { return .ambiguous(matches) }
        do {
            try library.definitions[match.definition.index].checkFit(
                StepInput(arguments: match.arguments, step: step))
            return .defined(match)
        } catch {
            return .misfit(match, error)
        }
    }
}

/// What to tell the writer of an undefined step.
private struct StepAdvice {
    let snippets: SnippetWriter
    let nearest: NearestStep

    func suggestion(for step: Pickle.Step, id: String) -> Suggestion {
        Suggestion(id: id, snippets: snippets.snippets(for: step), nearest: nearest.source(for: step.text))
    }
}

extension CompiledLibrary.Definition {
    var isExclusive: Bool { definition.exclusive }

    /// Whether the closure can be called with what the step gives.
    func checkFit(_ input: StepInput) throws(StepMisfit) {
        func misfit(_ code: StepMisfit.Code) -> StepMisfit {
            StepMisfit(code: code, definition: definition.sourceReference)
        }
        let blocks = definition.argumentTypes.compactMap { StepBlock($0) }
        switch (input.table != nil, blocks.contains(.table)) {
        case (false, true): throw misfit(.missingTable)
        case (true, false): throw misfit(.unexpectedTable)
        default: break
        }
        switch (input.docString != nil, blocks.contains(.docString)) {
        case (false, true): throw misfit(.missingDocString)
        case (true, false): throw misfit(.unexpectedDocString)
        default: break
        }
        do {
            _ = try definition.bind(input)
        } catch let error as ArgumentError {
            throw misfit(.unreadable(error))
        } catch {
            throw misfit(.refused(reason: "\(error)"))
        }
    }
}
