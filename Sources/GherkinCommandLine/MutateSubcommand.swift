internal import ArgumentParser
internal import Gherkin

/// `gherkin-run mutate`.
struct MutateSubcommand<Main: GherkinMain>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "mutate",
            abstract: "Fausse le texte, la réalité ou l'action des scénarios : chaque Alors doit alors échouer.",
            discussion: """
                text : une valeur qu'un Alors affirme est déplacée juste au-delà de ce qu'il accepte. reality : le monde est \
                saboté comme la définition de l'étape le déclare, le texte restant le même. absence : le Quand n'a pas lieu.

                Un mutant est tué quand l'étape échoue sur une mesure ; une erreur, un délai dépassé ou une étape non définie \
                n'en tuent pas. Un survivant fait échouer la commande (code 1).
                """)
    }

    @OptionGroup var selection: SelectionArguments

    @Option(
        help: ArgumentHelp("Un seul côté : text, reality ou absence ; plusieurs fois si besoin.", valueName: "côté"),
        transform: readSide)
    var side: [MutationSide] = []

    @Option(
        help: ArgumentHelp(
            "Durée laissée à une étape qui n'en déclare pas : 30s (par défaut), 500ms, 2m.", valueName: "durée"),
        transform: Timeout.read)
    var stepTimeout = Timeout(.seconds(30))

    func run() async throws {
        var options = MutateCommand<Main.World>.Options()
        options.selection = selection.options(language: Main.language)
        if !side.isEmpty { options.sides = Set(side) }
        options.execution.stepTimeout = stepTimeout.duration
        try await Interruption.cancelling { [options] interruption in
            let console = Console.standard(interruption: interruption)
            return await MutateCommand(library: Main.library, options: options, console: console).run()
        }.leave()
    }
}

private func readSide(_ argument: String) throws -> MutationSide {
    guard let side = MutationSide(rawValue: argument) else {
        throw ValidationError("écrire text, reality ou absence")
    }
    return side
}
