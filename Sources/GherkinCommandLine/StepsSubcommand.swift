internal import ArgumentParser
internal import Gherkin

/// `gherkin-run steps`.
struct StepsSubcommand<Main: GherkinMain>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "steps", abstract: "Liste les étapes qu'une spécification peut employer.")
    }

    @OptionGroup var language: LanguageArgument

    func run() throws {
        try StepsCommand(library: Main.library, language: language.lang ?? Main.language).run().leave()
    }
}
