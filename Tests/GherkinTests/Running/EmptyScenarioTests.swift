import Gherkin
import Testing

/// Scenarios that have a title and no step: they prove nothing.
@Suite("Scenarios without steps")
struct EmptyScenarioTests {
    private let steps = library(Journal()) { EtantDonne("une étape réussie") { _ in } }

    @Test("one is told, and fails a strict run")
    func told() async throws {
        let text = feature("Étant donné une étape réussie") + "\n  Scénario: vide\n    Une description.\n"
        for (strict, code) in [(true, ExitCode.failure), (false, .success)] {
            let outcome = try await run(text, with: steps) { $0.execution.strict = strict }
            #expect(outcome.code == code)
            #expect(outcome.output.contains("  Scénario: vide  essai.feature:6  scénario sans étape\n"))
            #expect(outcome.output.contains("2 scénarios (1 réussi, 1 sans étape)\n1 étape (1 réussie)"))
        }
    }

    @Test("a background does not give it steps")
    func background() async throws {
        let text = """
            # language: fr
            Fonctionnalité: essai
              Contexte:
                Étant donné une étape réussie
              Scénario: vide
            """
        #expect(try await run(text, with: steps).output.contains("1 scénario (1 sans étape)"))
    }

    @Test("the messages and JUnit tell it as the standards have it")
    func machines() async throws {
        let outcome = try await run(feature(), with: steps) {
            $0.formats = [FormatRequest(.message), FormatRequest(.junit)]
        }
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains(#""success":true"#))
        #expect(outcome.output.contains(#"tests="1" failures="0""#))
    }

    @Test("a hook that fails makes it fail like any other")
    func hook() async throws {
        let steps = library(Journal()) { Avant { _ in throw Broken() } }
        let outcome = try await run(feature(), with: steps) { $0.execution.strict = false }
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("1 scénario (1 en échec)"))
    }
}
