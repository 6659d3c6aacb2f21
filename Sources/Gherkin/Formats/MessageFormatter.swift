/// The report for tools: Cucumber messages (version 34), one JSON object a line.
struct MessageFormatter: ReportFormatter {
    private let output: ReportOutput
    private var runID = ""

    init(output: @escaping ReportOutput) {
        self.output = output
    }

    mutating func receive(_ event: RunEvent) {
        switch event {
        case .planned(let plan, _):
            write(.meta(RunMeta()))
            writeFeatures(plan.features)
            for type in plan.parameterTypes { write(.parameterType(type)) }
            for declaration in plan.declarations { write(.declaration(declaration)) }
        case .runStarted(let id, let time):
            runID = id
            write(.testRunStarted(id: id, time))
        case .runHookStarted(let execution, let time):
            write(.testRunHookStarted(execution, time))
        case .runHookFinished(let execution, let result, let time):
            for attachment in result.attachments { write(.attachment(attachment, .runHook(execution), time)) }
            write(.testRunHookFinished(execution, result, time))
        case .scenariosAnnounced(let testCases):
            for testCase in testCases { write(.testCase(testCase, runID: runID)) }
        case .scenarioStarted(let attempt, let time):
            write(.testCaseStarted(attempt, time))
        case .stepStarted(let attempt, let step, let time):
            write(.testStepStarted(attempt, step, time))
        case .stepFinished(let attempt, let step, let result, let time):
            if result.status == .undefined, let pickled = step.pickleStep,
                case .undefined(let suggestion) = pickled.resolution
            {
                write(.suggestion(suggestion, pickleStepID: pickled.pickle.id))
            }
            for attachment in result.attachments { write(.attachment(attachment, .step(attempt, step), time)) }
            write(.testStepFinished(attempt, step, result, time))
        case .scenarioFinished(let attempt, _, let willBeRetried, let time):
            write(.testCaseFinished(attempt, willBeRetried: willBeRetried, time))
        case .runFinished(let summary, let time):
            write(.testRunFinished(summary, time))
        }
    }

    private func writeFeatures(_ features: [FeatureFile]) {
        for feature in features {
            write(.gherkin(.source(feature.source)))
            write(.gherkin(.gherkinDocument(feature.document)))
            for pickle in feature.pickles { write(.gherkin(.pickle(pickle))) }
        }
    }

    private func write(_ message: RunMessage) {
        var writer = JSONWriter()
        writer.value(message)
        writer.endLine()
        output(writer.text)
    }
}
