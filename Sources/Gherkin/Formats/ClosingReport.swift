/// What the reports for people end with: what went wrong, what could be written for undefined steps, the counts.
struct ClosingReport {
    private let language: ReportLanguage
    private let style: TerminalStyle
    private var options = ExecutionOptions()
    private var scenarios: [String: Scenario] = [:]
    private var order: [String] = []
    /// The snippets for undefined steps, each once.
    private var snippets: [String] = []

    /// A scenario, and its steps that did not pass.
    private struct Scenario {
        let testCase: TestCase
        var troubles: [Trouble] = []
    }

    /// A step that did not pass.
    private struct Trouble {
        let status: StepStatus
        let text: String
        let place: String
        let details: [String]
    }

    init(language: ReportLanguage, style: TerminalStyle) {
        self.language = language
        self.style = style
    }

    mutating func note(_ event: RunEvent) {
        switch event {
        case .planned(_, let options):
            self.options = options
        case .scenarioStarted(let attempt, _):
            // Of several attempts the last one counts.
            let id = attempt.testCase.id
            if scenarios.updateValue(Scenario(testCase: attempt.testCase), forKey: id) == nil { order.append(id) }
        case .stepFinished(let attempt, let step, let result, _):
            note(step, result, attempt.testCase)
        default:
            break
        }
    }

    private mutating func note(_ step: TestStep, _ result: StepResult, _ testCase: TestCase) {
        guard result.status > .skipped else { return }
        let uri = testCase.pickle.uri
        let (text, place) =
            switch step.content {
            case .step(let step): (step.keyword + step.pickle.text, "\(uri):\(step.line)")
            case .hook(let hook): (hook.name ?? hook.sourceReference.place, hook.sourceReference.place)
            }
        let details = StepDetails(language: language).lines(result, of: step, uri: uri)
        scenarios[testCase.id]?.troubles.append(
            Trouble(status: result.status, text: text, place: place, details: details))
        if case .undefined(let suggestion) = step.pickleStep?.resolution, let snippet = suggestion.snippets.first,
            !snippets.contains(snippet)
        {
            snippets.append(snippet)
        }
    }

    private func title(_ testCase: TestCase) -> String {
        "\(testCase.origin.keyword): \(testCase.pickle.name)  \(testCase.pickle.uri):\(testCase.origin.line)"
    }

    /// The whole of it.
    func text(_ summary: RunSummary) -> String {
        section(language.pick("Échecs", "Failures"), failures)
            + section(language.pick("À écrire", "To be written"), openSteps)
            + (options.strict ? snippetSection : snippetAdvice) + counts(summary)
    }

    private func section(_ name: String, _ text: (Scenario) -> String) -> String {
        let texts = order.compactMap { scenarios[$0] }.map(text).joined()
        return texts.isEmpty ? "" : "\(style.bold(name))\n\(texts)\n"
    }

    private func failures(of scenario: Scenario) -> String {
        let shown = scenario.troubles.filter { $0.status >= .ambiguous }
        return shown.isEmpty ? "" : "  \(title(scenario.testCase))\n\(shown.map(failureLines).joined())"
    }

    private func openSteps(of scenario: Scenario) -> String {
        let shown = scenario.troubles.filter { $0.status == .undefined || $0.status == .pending }
        guard !scenario.testCase.pickle.steps.isEmpty else {
            let lack = language.pick("scénario sans étape", "scenario without steps")
            return "  \(title(scenario.testCase))  \(style.paint(lack, as: .undefined))\n"
        }
        guard !shown.isEmpty else { return "" }
        guard options.leavesUnwritten(scenario.testCase) else {
            return "  \(title(scenario.testCase))\n\(shown.map(openLine).joined())"
        }
        return unwritten(scenario.testCase, shown)
    }

    /// A line for a scenario of which nothing is run; below it the steps that may only be misspelt.
    private func unwritten(_ testCase: TestCase, _ undefined: [Trouble]) -> String {
        let total = testCase.ownSteps.count
        let count = testCase.ownSteps.count { $0.resolution.isUndefined }
        let share =
            count == total
            ? language.pick(
                total > 1 ? "ses \(total) étapes ne sont pas définies" : "son étape n'est pas définie",
                total > 1 ? "its \(total) steps are undefined" : "its step is undefined")
            : language.pick(
                "\(count) étape\(count > 1 ? "s" : "") sur \(total) à définir", "\(count) of \(total) steps to define")
        // Where the others are defined, or one is near, a step is likely to be misspelt.
        let shown = undefined.filter { count < total || !$0.details.isEmpty }
        return "  \(title(testCase))  \(style.paint(share, as: .undefined))\n"
            + shown.map { openLine($0) + detailLines($0) }.joined()
    }

    private func failureLines(_ trouble: Trouble) -> String {
        "    \(style.paint("\(trouble.status.sign) \(trouble.text)", as: trouble.status))\n"
            + detailLines(trouble)
    }

    private func detailLines(_ trouble: Trouble) -> String {
        trouble.details.map { "        \(style.dim($0))\n" }.joined()
    }

    private func openLine(_ trouble: Trouble) -> String {
        let text = style.paint("\(trouble.status.sign) \(trouble.text)", as: trouble.status)
        return "    \(text)  \(style.dim(trouble.place))\n"
    }

    private var snippetSection: String {
        guard !snippets.isEmpty else { return "" }
        let title = language.pick("Définitions à compléter", "Definitions to complete")
        let code = snippets.map { snippet in
            snippet.split(separator: "\n").map { "    \($0)\n" }.joined() + "\n"
        }
        return "\(style.bold(title))\n\(code.joined())"
    }

    /// In a specification that is being written, the definitions to complete would hide what was run.
    private var snippetAdvice: String {
        guard !snippets.isEmpty else { return "" }
        let command = "--strict --dry-run"
        return language.pick(
            "Définitions à compléter : relancer avec \(command)\n\n",
            "Definitions to complete: run again with \(command)\n\n")
    }

    private func counts(_ summary: RunSummary) -> String {
        let total = summary.plannedScenarios
        let steps = summary.steps.values.reduce(0, +)
        let scenarioCounts = [
            list(summary.scenarios) { $0.scenarioCount($1, in: language) }, withoutSteps(summary.scenariosWithoutSteps),
        ].filter { !$0.isEmpty }.joined(separator: ", ")
        let stepCounts = list(summary.steps) { $0.stepCount($1, in: language) }
        var text = "\(total) \(language.pick("scénario", "scenario"))\(total > 1 ? "s" : "")"
        text += scenarioCounts.isEmpty ? "" : " (\(scenarioCounts))"
        if summary.scenariosNotRun > 0 {
            text += language.pick(
                ", dont \(summary.scenariosNotRun) non lancé\(summary.scenariosNotRun > 1 ? "s" : "")",
                ", \(summary.scenariosNotRun) not started")
        }
        text += "\n\(steps) \(language.pick("étape", "step"))\(steps > 1 ? "s" : "")"
        text += stepCounts.isEmpty ? "" : " (\(stepCounts))"
        return text + "\n\(NumberFormat(language: language).string(summary.duration))\n"
    }

    private func withoutSteps(_ count: Int) -> String {
        guard count > 0 else { return "" }
        return style.paint(language.pick("\(count) sans étape", "\(count) without steps"), as: .undefined)
    }

    private func list(_ counts: [StepStatus: Int], _ wording: (StepStatus, Int) -> String) -> String {
        StepStatus.allCases.compactMap { status in
            guard let count = counts[status], count > 0 else { return nil }
            return style.paint(wording(status, count), as: status)
        }.joined(separator: ", ")
    }
}
