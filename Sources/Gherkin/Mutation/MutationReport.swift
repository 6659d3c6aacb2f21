/// The report of a mutation for people: for each step its mutants and what became of them.
struct MutationReport: Sendable {
    private let language: ReportLanguage
    private let style: TerminalStyle
    private let output: ReportOutput
    private(set) var summary = MutationSummary()
    private var lastStep: Int?
    private var undefined: [TestCase] = []

    init(language: ReportLanguage, style: TerminalStyle, output: @escaping ReportOutput) {
        self.language = language
        self.style = style
        self.output = output
    }

    mutating func receive(_ event: MutationEvent) {
        summary.note(event)
        switch event {
        case .scenarioStarted(let testCase):
            lastStep = nil
            let place = "\(testCase.pickle.uri):\(testCase.origin.line)"
            output("\n\(style.bold("\(testCase.origin.keyword): \(testCase.pickle.name)"))  \(style.dim(place))\n")
        case .mutant(let mutant):
            if lastStep != mutant.line { output("  \(mutant.step)\n") }
            lastStep = mutant.line
            output(row(mutant) + "\n")
        case .nothingToLeaveOut:
            let text = language.pick(
                "aucun « Quand » : rien à omettre", "no action: nothing to leave out")
            output("    \(style.dim("absence  \(text)"))\n")
        case .scenarioFails(_, let step, let failure):
            let reason = failure?.description(in: language) ?? ""
            let text = language.pick(
                "le scénario ne passe pas tel qu'il est écrit", "the scenario does not pass as it is written")
            output("    \(style.paint("✘ \(text)", as: .failed))\n")
            for line in [step, reason].compactMap(\.self) where !line.isEmpty { output("        \(line)\n") }
        case .scenarioNotDefined(let testCase):
            undefined.append(testCase)
        }
    }

    private func row(_ mutant: Mutant) -> String {
        let side = padded(mutant.side.name(in: language), 8)
        let change = padded(description(mutant.change), 44)
        switch mutant.verdict {
        case .killed(let check):
            let verdict = padded(language.pick("tué", "killed"), 8)
            return "    \(side) \(change) \(style.paint(verdict, as: .passed)) \(check.description(in: language))"
        case .survived(let survival):
            let verdict = padded(language.pick("SURVIT", "SURVIVES"), 8)
            return "    \(side) \(change) \(style.paint(verdict, as: .failed)) \(description(survival))"
        case .listed(let exemption):
            let verdict = padded(language.pick("donné", "given"), 8)
            return "    \(side) \(change) \(style.paint(verdict, as: .skipped)) \(description(exemption))"
        }
    }

    private func description(_ change: MutantChange) -> String {
        switch change {
        case .value(let old, let new): "\(old) → \(new)"
        case .given(let value): value
        case .sabotage(let name): name.isEmpty ? "—" : name
        case .withoutAction: language.pick("sans « Quand »", "without the action")
        }
    }

    private func description(_ survival: MutantVerdict.Survival) -> String {
        switch survival {
        case .passed:
            return language.pick("toutes les vérifications tiennent", "all checks hold")
        case .withoutAssertion(let status, let failure):
            let reason = failure?.description(in: language) ?? status.rawValue
            return language.pick("échoue sans vérification : \(reason)", "fails without a check: \(reason)")
        case .notReached(let failure):
            let reason = failure.map { " : \($0.description(in: language))" } ?? ""
            return language.pick("étape non atteinte\(reason)", "step not reached\(reason)")
        case .noSabotage:
            return language.pick("la définition ne déclare aucun sabotage", "the definition declares no sabotage")
        case .notCaptured:
            return language.pick(
                "valeur écrite dans le motif : l'étape ne la lit pas",
                "written in the pattern: the step does not read it")
        }
    }

    private func description(_ exemption: MutantVerdict.Exemption) -> String {
        switch exemption {
        case .stimulus: "stimulus"
        case .immovable: language.pick("aucune autre valeur ne convient au motif", "no other value fits the pattern")
        }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// What the report ends with.
    func writeClosing() {
        if !undefined.isEmpty {
            output(language.pick("\nNon mutés, des étapes n'étant pas définies :\n", "\nNot mutated, undefined:\n"))
            for testCase in undefined {
                output("  \(testCase.pickle.name)  \(style.dim("\(testCase.pickle.uri):\(testCase.origin.line)"))\n")
            }
        }
        let counts = language.pick(frenchCounts, englishCounts)
        output("\n\(style.paint(counts, as: summary.succeeded ? .passed : .failed))\n")
    }

    private var frenchCounts: String {
        // French has the singular for zero.
        func plural(_ count: Int) -> String { count > 1 ? "s" : "" }
        let mutants = summary.killed + summary.survivors
        return [
            "\(mutants) mutant\(plural(mutants)) : \(summary.killed) tué\(plural(summary.killed)), "
                + "\(summary.survivors) survivant\(plural(summary.survivors))",
            "\(summary.listed) valeur\(plural(summary.listed)) donnée\(plural(summary.listed))",
            "\(summary.scenarios) scénario\(plural(summary.scenarios)) muté\(plural(summary.scenarios)), "
                + "\(summary.undefinedScenarios) non défini\(plural(summary.undefinedScenarios)), "
                + "\(summary.failingScenarios) en échec",
        ].joined(separator: " ; ")
    }

    private var englishCounts: String {
        """
        mutants: \(summary.killed) killed, \(summary.survivors) survived; given values: \(summary.listed); \
        scenarios: \(summary.scenarios) mutated, \(summary.undefinedScenarios) undefined, \
        \(summary.failingScenarios) failing
        """
    }
}
