internal import ArgumentParser
internal import Gherkin
internal import StepDefinitions

/// `gherkin-run steps`.
struct Steps: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Liste les étapes qu'une spécification peut employer.")

    @OptionGroup var language: LanguageArgument

    func run() throws {
        try StepsCommand(library: RoadWaveSteps.library, language: language.lang).run().leave()
    }
}
