import Gherkin
import Testing

/// Outlines whose values hold parameters of later columns.
@Suite("Growth of outlines")
struct OutlineGuardTests {
    private let library = StepLibrary<Journal>(parameterTypes: .french, snippets: .french, makeWorld: Journal.init(_:))
    {}

    /// An outline in which each value holds the next parameter twice.
    private func doubling(columns: Int) -> String {
        let names = (0..<columns).map { "p\($0)" }
        let values = (1..<columns).map { "<p\($0)><p\($0)>" } + ["x"]
        return """
            # language: fr
            Fonctionnalité: essai
              Plan du scénario: un
                Étant donné <p0>
                Exemples:
                  | \(names.joined(separator: " | ")) |
                  | \(values.joined(separator: " | ")) |

            """
    }

    @Test("values that hold parameters are filled in")
    func filled() async throws {
        let outcome = try await run(doubling(columns: 4), with: library) { $0.execution.dryRun = true }
        #expect(outcome.output.contains("? Étant donné xxxxxxxx\n"))
    }

    @Test("growth beyond any use is an error of the row, found before it takes place")
    func tooLong() async throws {
        let outcome = try await run(doubling(columns: 40), with: library) { $0.execution.dryRun = true }
        #expect(outcome.code == .unparsable)
        #expect(
            outcome.errors.contains("essai.feature:7:7: erreur : Avec cette ligne, les exemples donnent plus de 16 Mo"))
    }
}
