/// `gherkin-run steps`: the catalogue of what a writer can say.
public struct StepsCommand<World: Sendable>: Sendable {
    private let library: StepLibrary<World>
    private let language: ReportLanguage
    private let console: Console

    /// A command that lists the definitions of a library.
    public init(library: StepLibrary<World>, language: ReportLanguage = .french, console: Console = .standard()) {
        self.library = library
        self.language = language
        self.console = console
    }

    /// Prints the catalogue.
    /// - Returns: `.unusable` when a definition has a mistake; the others are listed all the same.
    public func run() -> ExitCode {
        let compiled = CompiledLibrary(library, ids: IDGenerator())
        for kind in StepKind.allCases {
            let definitions = compiled.definitions.filter { $0.definition.kind == kind }
            guard !definitions.isEmpty else { continue }
            console.write("\(title(kind))\n")
            for definition in definitions { console.write(entry(definition)) }
            console.write("\n")
        }
        guard compiled.problems.isEmpty else {
            let error = UsageError(code: .invalidLibrary(compiled.problems))
            console.writeError(error.description(in: language) + "\n")
            return .unusable
        }
        return .success
    }

    private func title(_ kind: StepKind) -> String {
        switch kind {
        case .context: language.pick("Étant donné", "Given")
        case .action: language.pick("Quand", "When")
        case .outcome: language.pick("Alors", "Then")
        }
    }

    private func entry(_ compiled: CompiledLibrary<World>.Definition) -> String {
        let definition = compiled.definition
        var lines = ["  \(definition.pattern)"]
        if !definition.argumentTypes.isEmpty {
            let types = definition.argumentTypes.map { "\($0)" }.joined(separator: ", ")
            lines.append(language.pick("    arguments : \(types)", "    arguments: \(types)"))
        }
        if let proof = definition.proof { lines.append(language.pick("    preuve : \(proof)", "    proof: \(proof)")) }
        let stimuli = definition.stimuli.map { $0.description(in: language) }
        if !stimuli.isEmpty { lines.append("    stimuli : \(stimuli.joined(separator: ", "))") }
        lines += definition.sabotages.map { sabotage in
            language.pick("    sabotage : \(sabotage.name)", "    sabotage: \(sabotage.name)")
        }
        if definition.exclusive { lines.append(language.pick("    exclusif", "    exclusive")) }
        lines.append("    \(definition.sourceReference.place)")
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Stimulus {
    /// The value that is given, in words.
    func description(in language: ReportLanguage) -> String {
        switch self {
        case .parameter(let index): language.pick("paramètre \(index + 1)", "parameter \(index + 1)")
        case .column(let name): language.pick("colonne « \(name) »", "column \"\(name)\"")
        case .literal(let words): language.pick("« \(words) »", "\"\(words)\"")
        case .docString: language.pick("bloc de texte", "doc string")
        }
    }
}
