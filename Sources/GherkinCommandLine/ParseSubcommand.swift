internal import ArgumentParser
internal import Gherkin

/// `gherkin-run parse`.
struct ParseSubcommand<Main: GherkinMain>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "parse", abstract: "Écrit ce que contiennent des fichiers, un message JSON par ligne.",
            discussion: """
                L'analyse est celle de Gherkin officiel, octet pour octet : --source le texte, --ast sa structure, --pickles \
                les scénarios à exécuter, --tokens les mots reconnus. Une erreur d'analyse est un message parmi les autres.
                """)
    }

    @Flag(help: "Ce qui est écrit.")
    var content: ParsedContent

    @Argument(help: ArgumentHelp("Fichiers ou dossiers.", valueName: "chemin"))
    var paths: [String]

    @OptionGroup var language: LanguageArgument

    func run() throws {
        let contents: ParseCommand.Content =
            switch content {
            case .source: .source
            case .ast: .ast
            case .pickles: .pickles
            case .tokens: .tokens
            }
        try ParseCommand(contents, paths: paths, language: language.lang ?? Main.language).run().leave()
    }
}

/// The flags that say what is written, one for each content.
enum ParsedContent: String, EnumerableFlag {
    case source
    case ast
    case pickles
    case tokens
}
