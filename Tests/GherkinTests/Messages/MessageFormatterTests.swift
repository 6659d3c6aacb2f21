import Foundation
import Gherkin
import Testing

/// The message stream of a run.
@Suite("Messages")
struct MessageFormatterTests {
    private static let text = """
        # language: fr
        Fonctionnalité: essai
          Contexte:
            Étant donné une étape réussie
          @a
          Scénario: un
            Quand une étape "échoue" en 3 s
            Alors un tableau:
              | a | b |
            Et rien de tel
          Plan du scénario: deux
            Étant donné une étape <quoi>
            Exemples:
              | quoi      |
              | réussie   |
              | à écrire  |
              | ambiguë   |
              | sans objet |
        """

    private func messages() async throws -> [String] {
        let journal = Journal()
        let steps = library(journal) {
            AvantTout("départ") { report in report.log("tout commence") }
            Avant(tags: "@a") { _ in }
            Apres { _, _ in }
            EtantDonne("une étape réussie") { _ in }
            EtantDonne("une étape à écrire") { _ in throw PendingStep("bientôt") }
            EtantDonne("une étape sans objet") { _ in throw SkippedStep() }
            EtantDonne("une étape ambiguë") { _ in }
            EtantDonne("^une étape (ambiguë)$") { (_, _: String) in }
            Quand("une étape {string} en {int} s") { (_, check, _: String, seconds: Int) in
                try check("durée", 2, .equals(seconds), unit: "s")
            }
            Alors("un tableau:") { (_, _, _: DataTable) in }
        }
        let outcome = try await run(Self.text, with: steps) {
            $0.formats = [FormatRequest(.message)]
            $0.execution.retries = 1
        }
        #expect(outcome.code == .failure)
        return outcome.output.split(separator: "\n").map(String.init)
    }

    @Test("every line fits the schema of the Cucumber messages", .enabled(if: MessageSchema.isPresent))
    func schema() async throws {
        let schema = MessageSchema()
        let lines = try await messages()
        for line in lines {
            #expect(try schema.problems(inLine: line).isEmpty, "\(line)")
        }
        #expect(lines.count > 40)
    }

    @Test("the messages come in the order of the Compatibility Kit")
    func order() async throws {
        let names = try await messages().compactMap { line in
            (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?.keys.first
        }
        let heads = names.reduce(into: [String]()) { heads, name in
            if heads.last != name, heads.count < 14 { heads.append(name) }
        }
        #expect(
            heads == [
                "meta", "source", "gherkinDocument", "pickle", "hook", "stepDefinition", "testRunStarted",
                "testRunHookStarted", "attachment", "testRunHookFinished", "testCase", "testCaseStarted",
                "testStepStarted", "testStepFinished",
            ])
        #expect(names.last == "testRunFinished")
        #expect(names.filter { $0 == "suggestion" }.count == 2)
    }

    @Test("a failed step carries what was measured and expected, and its scenario is tried again")
    func failure() async throws {
        let text = try await messages().joined(separator: "\n")
        #expect(text.contains("\"type\":\"AssertionFailure\",\"message\":\"durée: measured 2 s, expected 3 s\""))
        #expect(text.contains("\"willBeRetried\":true"))
        #expect(text.contains("\"attempt\":1"))
    }
}
