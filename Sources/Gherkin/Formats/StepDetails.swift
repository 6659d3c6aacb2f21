/// What a report for people says below a step: what it measured, why it did not pass, what could be done.
struct StepDetails {
    let language: ReportLanguage

    func lines(_ result: StepResult, of step: TestStep, uri: String) -> [String] {
        var lines = proof(result, of: step) + measures(result) + result.evidence
        if let failure = result.failure {
            lines += failure.description(in: language).split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init)
        }
        if !result.reason.isEmpty { lines.append(result.reason) }
        if let step = step.pickleStep { lines += explanation(result, step, uri) }
        return lines
    }

    /// What was asked, of which witness: the measures below are its answers.
    private func proof(_ result: StepResult, of step: TestStep) -> [String] {
        guard result.status == .passed || result.status == .failed,
            let proof = step.pickleStep?.resolution.matches.first?.definition.proof
        else { return [] }
        return [language.pick("preuve : \(proof)", "proof: \(proof)")]
    }

    /// The checks that held; the one that did not is told as the failure.
    private func measures(_ result: StepResult) -> [String] {
        MeasureLines(language: language).lines(result.checks.filter(\.passed))
    }

    private func explanation(_ result: StepResult, _ step: TestStep.PickledStep, _ uri: String) -> [String] {
        let place = "\(uri):\(step.line)"
        switch (result.status, step.resolution) {
        case (.undefined, .undefined(let suggestion)):
            // The place is told in the list of what is to be written.
            guard let nearest = suggestion.nearest else { return [] }
            return [language.pick("vouliez-vous dire : \(nearest)", "did you mean: \(nearest)")]
        case (.ambiguous, _):
            return [place]
                + step.resolution.matches.map { "\($0.definition.sourceReference.place)  \($0.definition.pattern)" }
        case (.failed, _):
            return [([place] + step.resolution.matches.map(\.definition.sourceReference.place)).joined(separator: "  ")]
        default:
            return []
        }
    }
}
