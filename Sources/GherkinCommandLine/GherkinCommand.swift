internal import ArgumentParser
internal import Foundation
internal import Gherkin

/// The command with its subcommands: options only, all behaviour is in `Gherkin`.
struct GherkinCommand<Main: GherkinMain>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Main.commandName,
            abstract: "Exécute, analyse et met à l'épreuve des spécifications Gherkin.",
            discussion: """
                Sans commande ni chemin, exécute les scénarios du dossier Features.

                Exemples :
                  \(Main.commandName) Features/antenne.feature:31         un scénario, par sa ligne
                  \(Main.commandName) --name NGINX --format progress      par son nom, en bref
                  \(Main.commandName) --format pretty --format junit:rapport.xml
                  \(Main.commandName) mutate Features/antenne.feature:31  sait-il échouer ?

                Codes de sortie : 0 tout est réussi, 1 un scénario échoue ou n'est pas défini, 2 rien n'a été exécuté \
                ou la commande est mal employée, 3 un fichier ne s'analyse pas.
                """,
            subcommands: [
                RunSubcommand<Main>.self, ParseSubcommand<Main>.self, MutateSubcommand<Main>.self,
                StepsSubcommand<Main>.self,
            ],
            defaultSubcommand: RunSubcommand<Main>.self)
    }

    /// Reads the command line and runs the command. ArgumentParser ends with 64 on bad usage; our contract says 2.
    static func start() async {
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
            let line = "\(Main.commandName) : \(message) (\(Main.commandName) --help dit l'emploi)\n"
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
