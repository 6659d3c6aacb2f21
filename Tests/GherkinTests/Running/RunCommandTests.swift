import Gherkin
import Testing

/// The statuses that a scenario can have, and the exit codes that follow.
@Suite("Exécution")
struct RunCommandTests {
    private let library = StepLibrary<Journal>(makeWorld: Journal.init(_:)) {
        EtantDonne("une étape réussie") { world in world.note("réussie") }
        EtantDonne("une étape en échec") { _ in throw Broken() }
        EtantDonne("une étape à écrire") { _ in throw PendingStep("bientôt") }
        EtantDonne("une étape sans objet") { _ in throw SkippedStep("pas ici") }
        EtantDonne("une étape ambiguë") { _ in }
        EtantDonne("une étape {word}uë") { (_, _: String) in }
        Alors("la durée est de {int} s") { (_, check, seconds: Int) in
            try check("durée", 2.005, .approximately(seconds, tolerance: 0.022), unit: "s")
        }
    }

    private struct Broken: Error, CustomStringConvertible {
        var description: String { "c'est cassé" }
    }

    private func feature(_ steps: String...) -> String {
        "# language: fr\nFonctionnalité: essai\n  Scénario: un\n" + steps.map { "    \($0)\n" }.joined()
    }

    @Test("a scenario whose steps all pass ends with 0 and tells what was measured")
    func passes() async throws {
        let outcome = try await run(feature("Alors la durée est de 2 s"), with: library)
        #expect(outcome.code == .success)
        #expect(outcome.output.contains("durée : mesuré 2,005 s, attendu 2 s ± 0,022"))
        #expect(outcome.output.contains("1 scénario (1 réussi)"))
    }

    @Test("a failed check ends with 1 and tells measured, expected and place")
    func failedCheck() async throws {
        let outcome = try await run(feature("Alors la durée est de 3 s"), with: library)
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("durée : mesuré 2,005 s, attendu 3 s ± 0,022"))
        #expect(outcome.output.contains("essai.feature:4"))
        #expect(outcome.output.contains("RunCommandTests.swift:"))
    }

    @Test("after a failed step the others are skipped, undefined ones are still told")
    func undefinedAfterFailure() async throws {
        let outcome = try await run(
            feature(
                "Étant donné une étape en échec", "Et une étape réussie", "Et \"trois\" choses dans 12 mois"),
            with: library)
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("3 étapes (1 passée, 1 non définie, 1 en échec)"))
        #expect(
            outcome.output.contains(
                "EtantDonne(\"{string} choses dans {int} mois\") { (world, string: String, int: Int) in"))
    }
}
