/// What the reports for people end with: what went wrong, what could be written for undefined steps, the counts.
struct ClosingReport {
    private let language: ReportLanguage
    private let style: TerminalStyle
    private var troubles: [String: [Trouble]] = [:]
    private var order: [String] = []
    /// The snippets for undefined steps, each once.
    private var snippets: [String] = []

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
        case .scenarioStarted(let attempt, _):
            // Of several attempts the last one counts.
            let key = title(attempt.testCase)
            if troubles.updateValue([], forKey: key) == nil { order.append(key) }
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
        troubles[title(testCase), default: []].append(
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
        section(language.pick("Échecs", "Failures"), steps: failureLines) { $0 >= .ambiguous }
            + section(language.pick("À écrire", "To be written"), steps: openLine) {
                $0 == .undefined || $0 == .pending
            }
            + snippetSection + counts(summary)
    }

    private func section(
        _ name: String, steps lines: (Trouble) -> String, _ isShown: (StepStatus) -> Bool
    ) -> String {
        let scenarios = order.compactMap { title -> String? in
            let shown = (troubles[title] ?? []).filter { isShown($0.status) }
            return shown.isEmpty ? nil : "  \(title)\n\(shown.map(lines).joined())"
        }
        return scenarios.isEmpty ? "" : "\(style.bold(name))\n\(scenarios.joined())\n"
    }

    private func failureLines(_ trouble: Trouble) -> String {
        "    \(style.paint("\(trouble.status.sign) \(trouble.text)", as: trouble.status))\n"
            + trouble.details.map { "        \(style.dim($0))\n" }.joined()
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

    private func counts(_ summary: RunSummary) -> String {
        let total = summary.plannedScenarios
        let steps = summary.steps.values.reduce(0, +)
        let scenarioCounts = list(summary.scenarios) { $0.scenarioCount($1, in: language) }
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

    private func list(_ counts: [StepStatus: Int], _ wording: (StepStatus, Int) -> String) -> String {
        StepStatus.allCases.compactMap { status in
            guard let count = counts[status], count > 0 else { return nil }
            return style.paint(wording(status, count), as: status)
        }.joined(separator: ", ")
    }
}
