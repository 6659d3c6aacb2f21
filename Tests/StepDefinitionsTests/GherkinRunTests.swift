import Foundation
import Testing

/// The command `gherkin-run` itself, as a terminal or a pipe meets it.
@Suite("gherkin-run", .enabled(if: GherkinRunProcess.isBuilt(), "gherkin-run n'est pas construit à côté des tests"))
struct GherkinRunTests {
    private static let feature = "Features/architecture-technique-radio-live.feature"

    @Test("a reader that goes away ends the run without a crash")
    func closedPipe() async throws {
        let ending = try await GherkinRunProcess.run(["run", "--dry-run", Self.feature], reader: .gone)
        #expect(ending.signal == nil)
        #expect(ending.code == 1)
        #expect(ending.errors.isEmpty)
    }

    @Test(
        "help is French",
        arguments: [["--help"], ["run", "--help"], ["mutate", "--help"], ["steps", "--help"], ["help", "parse"]])
    func help(arguments: [String]) async throws {
        let ending = try await GherkinRunProcess.run(arguments)
        #expect(ending.code == 0)
        #expect(ending.errors.isEmpty)
        #expect(ending.output.contains("EMPLOI : gherkin-run"), "\(ending.output)")
        for english in ["OVERVIEW", "USAGE", "OPTIONS:", "SUBCOMMANDS", "subcommand", "default", "Show", "See"] {
            #expect(!ending.output.contains(english), "\(ending.output)")
        }
    }

    @Test(
        "bad usage is one line of French and ends with 2",
        arguments: [
            (["run", "Features:11"], "une ligne se donne avec un fichier"),
            (["run", "absent.feature"], "ni fichier, ni dossier"),
            (["run", "\(feature):1"], "pas de scénario à cette ligne"),
            (["run", "--format", "joli"], "le format « joli » n'existe pas"),
            (["run", "--format", "junit:"], "il manque le fichier"),
            (["run", "--format", "junit:/", feature], "c'est un dossier"),
            (["run", "--name", "(", feature], "n'est pas une expression régulière"),
            (["run", "--tags", "@a and", feature], "il manque une étiquette"),
            (["run", "--step-timeout", "bientôt"], "écrire 30s, 500ms ou 2m"),
            (["run", "--parallel", "0"], "au moins 1"),
            (["run", "--order", "x"], "écrire defined, reverse, random"),
            (["run", "--tagz", "x"], "vouliez-vous dire « --tags » ?"),
            (["run", "--name"], "il manque la valeur de --name"),
            (["run", "--no-strict=1"], "ne prend pas de valeur"),
            (["mutate", "--side", "x"], "écrire text, reality ou absence"),
            (["parse", "x"], "il faut l'une des options « --source »"),
            (["parse", "--ast"], "il manque <chemin>"),
            (["parse", "--ast", "--tokens", "x"], "ne vont pas ensemble"),
            (["parse", "--ast", "absent.feature"], "ni fichier, ni dossier"),
            (["steps", "x"], "« x » est de trop"),
        ])
    func badUsage(arguments: [String], message: String) async throws {
        let ending = try await GherkinRunProcess.run(arguments)
        #expect(ending.code == 2)
        #expect(ending.errors.contains(message), "\(ending.errors)")
        #expect(ending.errors.split(separator: "\n").count == 1, "\(ending.errors)")
    }
}
