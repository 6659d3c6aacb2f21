internal import ArgumentParser
internal import Gherkin

/// The options that say which scenarios a command is about.
struct SelectionArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Fichiers ou dossiers ; FICHIER:LIGNE choisit un scénario. Sans chemin : Features.", valueName: "chemin"))
    var paths: [String] = []

    @Option(
        help: ArgumentHelp(
            "Seulement les scénarios avec ces étiquettes : \"@direct and not @lent\".", valueName: "expr"))
    var tags: String?

    @Option(help: ArgumentHelp("Seulement les scénarios dont le nom convient.", valueName: "regex"))
    var name: String?

    @OptionGroup var language: LanguageArgument

    @Flag(help: "Ne rien sélectionner n'est pas un échec.")
    var allowEmpty = false

    /// The options; `language` is the one to speak when none is asked for.
    func options(language defaultLanguage: ReportLanguage) -> SelectionOptions {
        var options = SelectionOptions()
        if !paths.isEmpty { options.paths = paths.map(FeaturePath.init) }
        options.tags = tags
        options.name = name
        options.language = language.lang ?? defaultLanguage
        options.allowEmpty = allowEmpty
        return options
    }
}

/// The option that says in which language people are told what happens.
struct LanguageArgument: ParsableArguments {
    @Option(
        help: ArgumentHelp("Langue des messages : fr ou en.", valueName: "fr|en"), transform: readLanguage)
    var lang: ReportLanguage?
}

private func readLanguage(_ argument: String) throws -> ReportLanguage {
    guard let language = ReportLanguage(rawValue: argument) else {
        throw ValidationError("écrire fr ou en")
    }
    return language
}
