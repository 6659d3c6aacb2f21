import Gherkin
import Testing

/// Which scenarios `FILE:LINE` selects.
@Suite("Selection by line")
struct LineSelectionTests {
    private static let text = """
        # language: fr
        Fonctionnalité: essai
          Contexte:
            Étant donné une étape

          @étiquette
          Scénario: un
            Étant donné une étape

            Et un tableau:
              | a |
              | b |

          Plan du scénario: deux
            Étant donné une étape
              \"\"\"
              texte
              \"\"\"
            Exemples:
              | n |
              | 1 |
              | 2 |

        """

    private let library = StepLibrary<Journal>(parameterTypes: .french, snippets: .french, makeWorld: Journal.init(_:))
    {}

    @Test(
        "a scenario is selected by its lines from its tags to its last table, an outline also by one row",
        arguments: [
            (2, 3), (6, 1), (7, 1), (9, 1), (12, 1), (14, 2), (15, 2), (17, 2), (18, 2), (19, 2), (20, 2), (21, 1),
            (22, 1),
        ])
    func selected(line: Int, scenarios: Int) async throws {
        let outcome = try await run(Self.text, with: library, lines: [line]) { $0.execution.dryRun = true }
        #expect(outcome.output.contains("\n\(scenarios) scénario"))
    }

    @Test("a line that is in no scenario is an error", arguments: [1, 3, 4, 5, 13, 400])
    func nowhere(line: Int) async throws {
        let outcome = try await run(Self.text, with: library, lines: [7, line])
        #expect(outcome.code == .unusable)
        #expect(outcome.errors.hasSuffix("essai.feature:\(line) » : il n'y a pas de scénario à cette ligne\n"))
    }

    @Test("a folder has no lines")
    func folder() async throws {
        let outcome = try await run(Self.text, with: library) { options in
            let folder = options.selection.paths[0].path.split(separator: "/").dropLast().joined(separator: "/")
            options.selection.paths = [FeaturePath("/\(folder):7")]
        }
        #expect(outcome.code == .unusable)
        #expect(outcome.errors.contains("une ligne se donne avec un fichier"))
    }
}
