internal import ArgumentParser
internal import Foundation
internal import Gherkin

/// The command line of the runner: options only, all behaviour is in `Gherkin`.
@main
struct GherkinRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gherkin-run",
        abstract: "Exécute, analyse et met à l'épreuve des spécifications Gherkin.",
        discussion: """
            Sans commande ni chemin, exécute les scénarios du dossier Features.

            Exemples :
              gherkin-run Features/antenne.feature:31         un scénario, par sa ligne
              gherkin-run --name NGINX --format progress      par son nom, en bref
              gherkin-run --format pretty --format junit:rapport.xml
              gherkin-run mutate Features/antenne.feature:31  sait-il échouer ?

            Codes de sortie : 0 tout est réussi, 1 un scénario échoue ou n'est pas défini, 2 rien n'a été exécuté \
            ou la commande est mal employée, 3 un fichier ne s'analyse pas.
            """,
        subcommands: [Run.self, Parse.self, Mutate.self, Steps.self],
        defaultSubcommand: Run.self)

    /// ArgumentParser ends with 64 on bad usage; the contract of this command says 2.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            if exitCode(for: error) == .success {
                print(HelpText.french(fullMessage(for: error)))
                return
            }
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            let message = UsageMessage.french(message(for: error))
            let line = "gherkin-run : \(message) (gherkin-run --help dit l'emploi)\n"
            try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
            exit(withError: ArgumentParser.ExitCode(Gherkin.ExitCode.unusable.rawValue))
        }
    }
}

extension Gherkin.ExitCode {
    /// Leaves the command with this code; success needs no leaving.
    func leave() throws {
        guard self == .success else { throw ArgumentParser.ExitCode(rawValue) }
    }
}
