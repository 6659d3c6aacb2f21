internal import ArgumentParser
internal import Gherkin

/// `gherkin-run run`.
struct RunSubcommand<Main: GherkinMain>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "run", abstract: "Exécute les scénarios.",
            discussion: """
                Chaque étape réussie ou manquée est suivie de sa preuve : ce qui a été demandé, à quel témoin, et ce qu'il a \
                mesuré.\(Main.runNotes.isEmpty ? "" : "\n\n" + Main.runNotes)
                """)
    }

    @OptionGroup var selection: SelectionArguments

    @Option(
        help: ArgumentHelp(
            "pretty (par défaut), progress, message ou junit ; plusieurs fois si besoin.", valueName: "nom[:fichier]"),
        transform: readFormat)
    var format: [FormatRequest] = []

    @Option(help: ArgumentHelp("Scénarios exécutés en même temps.", valueName: "n"))
    var parallel = 1

    @Option(
        help: ArgumentHelp("defined (par défaut), reverse, random ou random:GRAINE.", valueName: "ordre"),
        transform: readOrder)
    var order: ScenarioOrder = .defined

    @Option(help: ArgumentHelp("Nouveaux essais d'un scénario en échec.", valueName: "n"))
    var retry = 0

    @Flag(help: "S'arrête au premier scénario en échec.")
    var failFast = false

    @Flag(help: "Cherche les définitions sans rien exécuter.")
    var dryRun = false

    @Flag(inversion: .prefixedNo, help: "Une étape non définie ou en attente est un échec.")
    var strict = true

    @Option(
        help: ArgumentHelp(
            "Durée laissée à une étape qui n'en déclare pas : 30s (par défaut), 500ms, 2m.", valueName: "durée"),
        transform: Timeout.read)
    var stepTimeout = Timeout(.seconds(30))

    func validate() throws {
        guard parallel >= 1 else { throw ValidationError("--parallel : au moins 1") }
        guard retry >= 0 else { throw ValidationError("--retry : au moins 0") }
    }

    func run() async throws {
        var options = RunCommand<Main.World>.Options()
        options.selection = selection.options(language: Main.language)
        options.formats = format
        options.order = order
        options.execution.parallel = parallel
        options.execution.retries = retry
        options.execution.failFast = failFast
        options.execution.dryRun = dryRun
        options.execution.strict = strict
        options.execution.stepTimeout = stepTimeout.duration
        try await Interruption.cancelling { [options] interruption in
            let console = Console.standard(interruption: interruption)
            return await RunCommand(library: Main.library, options: options, console: console).run()
        }.leave()
    }
}

private func readFormat(_ argument: String) throws -> FormatRequest {
    do {
        return try FormatRequest(parsing: argument)
    } catch {
        throw ValidationError(error.description(in: .french))
    }
}

private func readOrder(_ argument: String) throws -> ScenarioOrder {
    guard let order = ScenarioOrder(argument) else {
        throw ValidationError("écrire defined, reverse, random ou random:GRAINE")
    }
    return order
}
