/// The report for people: each scenario with its steps, and beside each step what it measured.
struct PrettyFormatter: ReportFormatter {
    private let language: ReportLanguage
    private let style: TerminalStyle
    private let output: ReportOutput
    private var closing: ClosingReport
    private var options = ExecutionOptions()
    private var lastFeature: String?
    /// The texts of scenarios that run beside others: written when they end, so that they do not mix.
    private var pendingTexts: [String: String] = [:]

    init(language: ReportLanguage, style: TerminalStyle, output: @escaping ReportOutput) {
        self.language = language
        self.style = style
        self.output = output
        closing = ClosingReport(language: language, style: style)
    }

    mutating func receive(_ event: RunEvent) {
        closing.note(event)
        switch event {
        case .planned(let plan, let options):
            self.options = options
            if let seed = plan.seed { output(language.pick("Ordre : random:\(seed)\n", "Order: random:\(seed)\n")) }
        case .scenarioStarted(let attempt, _):
            write(title(attempt), of: attempt)
        case .stepFinished(let attempt, let step, let result, _):
            write(text(step, result, attempt.testCase.pickle.uri), of: attempt)
        case .scenarioFinished(let attempt, _, let willBeRetried, _):
            if willBeRetried { write(language.pick("    nouvel essai\n", "    tried again\n"), of: attempt) }
            guard let text = pendingTexts.removeValue(forKey: attempt.id) else { break }
            output(featureTitle(attempt.testCase) + text)
        case .runHookFinished(let execution, let result, _):
            output(text(execution, result))
        case .runFinished(let summary, _):
            output("\n" + closing.text(summary))
        case .runStarted, .runHookStarted, .scenariosAnnounced, .stepStarted:
            break
        }
    }

    private mutating func write(_ text: String, of attempt: ScenarioAttempt) {
        // What is still to be written has a line at the end of the report.
        guard !options.leavesUnwritten(attempt.testCase) else { return }
        if attempt.worker == nil {
            output(featureTitle(attempt.testCase) + text)
        } else {
            pendingTexts[attempt.id, default: ""] += text
        }
    }

    /// The feature's name, when it is another feature than that of the text before.
    private mutating func featureTitle(_ testCase: TestCase) -> String {
        let uri = testCase.pickle.uri
        guard uri != lastFeature else { return "" }
        let gap = lastFeature == nil ? "" : "\n"
        lastFeature = uri
        let origin = testCase.origin
        return "\(gap)\(style.bold("\(origin.featureKeyword): \(origin.feature)"))  \(style.dim(uri))\n"
    }

    private func title(_ attempt: ScenarioAttempt) -> String {
        let testCase = attempt.testCase
        let rule = testCase.origin.rule.map { "\($0) — " } ?? ""
        let name = "\(testCase.origin.keyword): \(rule)\(testCase.pickle.name)"
        return "\n  \(style.bold(name))  \(style.dim("\(testCase.pickle.uri):\(testCase.origin.line)"))\n"
    }

    private func text(_ step: TestStep, _ result: StepResult, _ uri: String) -> String {
        let details = StepDetails(language: language).lines(result, of: step, uri: uri)
        switch step.content {
        case .hook(let hook):
            // A hook is worth a line only when something went wrong in it.
            guard result.status > .skipped else { return "" }
            return lines(hookName(hook), result, details + [hook.sourceReference.place])
        case .step(let step):
            return lines(step.keyword + step.pickle.text, result, block(step.pickle) + details)
        }
    }

    private func text(_ execution: RunHookExecution, _ result: StepResult) -> String {
        guard result.status > .skipped else { return "" }
        let details = [result.failure?.description(in: language), execution.hook.sourceReference.place]
        return lines(hookName(execution.hook), result, details.compactMap(\.self))
    }

    private func hookName(_ hook: HookReference) -> String {
        let moment =
            switch hook.moment {
            case .beforeRun: language.pick("Avant tout", "Before all")
            case .afterRun: language.pick("Après tout", "After all")
            case .beforeScenario: language.pick("Avant", "Before")
            case .afterScenario: language.pick("Après", "After")
            }
        return hook.name.map { "\(moment) : \($0)" } ?? moment
    }

    private func lines(_ text: String, _ result: StepResult, _ details: [String]) -> String {
        // Shorter steps are not worth a figure; what takes longer is what one wants to see.
        let isLong = result.duration >= .milliseconds(100)
        let time = isLong ? style.dim("  \(NumberFormat(language: language).string(result.duration))") : ""
        let head = "    \(style.paint("\(result.status.sign) \(text)", as: result.status))\(time)\n"
        return head + details.map { "        \(style.dim($0))\n" }.joined()
    }

    /// The table below a step; a text block is long and known to the reader.
    private func block(_ step: Pickle.Step) -> [String] {
        guard let table = step.argument?.dataTable else { return [] }
        return table.rows.map { row in "| " + row.cells.map(\.value).joined(separator: " | ") + " |" }
    }
}
