import Foundation
import Gherkin
import Testing

/// Scenarios that are still to be written, in a specification that accepts them (`--no-strict`).
@Suite("Unwritten scenarios")
struct UnwrittenScenarioTests {
    private let journal = Journal()
    private var steps: StepLibrary<Journal> {
        library(journal) {
            Avant { world in world.note("avant") }
            EtantDonne("le nœud est là") { world in world.note("contexte") }
            Quand("le créateur parle") { world in world.note("action") }
            Apres { world, _ in world.note("après") }
        }
    }

    private func text(_ steps: String...) -> String {
        "# language: fr\nFonctionnalité: essai\n  Contexte:\n    Étant donné le nœud est là\n  Scénario: un\n"
            + steps.map { "    \($0)\n" }.joined()
    }

    @Test("nothing is run of a scenario whose first own step is undefined, and it is one line")
    func notRun() async throws {
        let outcome = try await run(text("Quand rien de tel", "Alors rien non plus"), with: steps) {
            $0.execution.strict = false
        }
        #expect(outcome.code == .success)
        #expect(journal.all.isEmpty)
        // The last line is how long the run took.
        let lines = outcome.output.split(separator: "\n").dropLast()
        #expect(
            lines == [
                "À écrire", "  Scénario: un  essai.feature:5  ses 2 étapes ne sont pas définies",
                "Définitions à compléter : relancer avec --strict --dry-run", "1 scénario (1 non défini)",
                "3 étapes (1 ignorée, 2 non définies)",
            ])
    }

    @Test("a strict run runs hooks and background as Cucumber does, and writes the snippets")
    func strict() async throws {
        let outcome = try await run(text("Quand rien de tel"), with: steps)
        #expect(outcome.code == .failure)
        #expect(journal.all == ["avant", "contexte", "après"])
        #expect(outcome.output.contains("Quand(\"rien de tel\")"))
    }

    @Test("what can run of a scenario is run up to its first undefined step")
    func partlyWritten() async throws {
        let outcome = try await run(text("Quand le créateur parle", "Alors rien de tel"), with: steps) {
            $0.execution.strict = false
        }
        #expect(outcome.code == .success)
        #expect(journal.all == ["avant", "contexte", "action", "après"])
        #expect(outcome.output.contains("✔ Quand le créateur parle"))
        #expect(outcome.output.contains("    ? Alors rien de tel  essai.feature:7"))
    }

    @Test("a step that may be misspelt is told below the line of its scenario")
    func misspelt() async throws {
        let outcome = try await run(text("Quand le créateur parles", "Quand le créateur parle"), with: steps) {
            $0.execution.strict = false
        }
        #expect(outcome.output.contains("essai.feature:5  1 étape sur 2 à définir\n"))
        #expect(outcome.output.contains("    ? Quand le créateur parles  essai.feature:6\n"))
        #expect(outcome.output.contains("vouliez-vous dire : le créateur parle\n"))
    }

    @Test("the messages tell each of its steps, as the standard has it")
    func messages() async throws {
        let outcome = try await run(text("Quand rien de tel"), with: steps) {
            $0.execution.strict = false
            $0.formats = [FormatRequest(.message)]
        }
        let statuses = try outcome.output.split(separator: "\n").compactMap { line -> String? in
            let message = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let finished = message?["testStepFinished"] as? [String: Any]
            return (finished?["testStepResult"] as? [String: Any])?["status"] as? String
        }
        #expect(statuses == ["SKIPPED", "SKIPPED", "UNDEFINED", "SKIPPED"])
    }
}
