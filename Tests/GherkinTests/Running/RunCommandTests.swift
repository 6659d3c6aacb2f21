import Gherkin
import Testing

/// The statuses that a scenario can have, and the exit codes that follow.
@Suite("Execution")
struct RunCommandTests {
    private let library = StepLibrary<Journal>(parameterTypes: .french, snippets: .french, makeWorld: Journal.init(_:))
    {
        EtantDonne("une étape réussie") { world in world.note("réussie") }
        EtantDonne("une étape en échec") { _ in throw Broken() }
        EtantDonne("une étape à écrire") { _ in throw PendingStep("bientôt") }
        EtantDonne("une étape sans objet") { _ in throw SkippedStep("pas ici") }
        EtantDonne("une étape ambiguë") { _ in }
        EtantDonne("une étape {word}uë") { (_, _: String) in }
        EtantDonne("un tableau:") { (world, table: DataTable) in world.note("\(table.rows.count)") }
        Alors("la durée est de {int} s") { (_, check, seconds: Int) in
            try check("durée", 2.005, .approximately(seconds, tolerance: 0.022), unit: "s")
        }
    }

    @Test("a scenario whose steps all pass ends with 0 and tells what was measured")
    func passes() async throws {
        let outcome = try await run(feature("Alors la durée est de 2 s"), with: library)
        #expect(outcome.code == .success)
        #expect(outcome.output.contains("durée : mesuré 2,005 s, attendu 2 s ± 0,022"))
        #expect(outcome.output.contains("1 scénario (1 réussi)"))
    }

    @Test("a failed check ends with 1 and tells measured, expected and places")
    func failedCheck() async throws {
        let outcome = try await run(feature("Alors la durée est de 3 s"), with: library)
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("durée : mesuré 2,005 s, attendu 3 s ± 0,022"))
        #expect(outcome.output.contains("essai.feature:4"))
        #expect(outcome.output.contains("RunCommandTests.swift:"))
    }

    @Test("after a failed step the others are skipped, undefined and ambiguous ones are still told")
    func undefinedAfterFailure() async throws {
        let outcome = try await run(
            feature(
                "Étant donné une étape en échec", "Et une étape réussie", "Et \"trois\" choses dans 12 pièces",
                "Et une étape ambiguë"),
            with: library)
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("4 étapes (1 ignorée, 1 non définie, 1 ambiguë, 1 en échec)"))
        let snippet = "EtantDonne(\"{string} choses dans {int} pièces\") { (world, string: String, int: Int) in"
        #expect(outcome.output.contains(snippet))
    }

    @Test("nothing is told of the steps after one that asks to be skipped")
    func skipped() async throws {
        let outcome = try await run(
            feature("Étant donné une étape sans objet", "Et une étape ambiguë", "Et rien de tel"), with: library)
        #expect(outcome.code == .success)
        #expect(outcome.output.contains("3 étapes (3 ignorées)"))
        #expect(outcome.output.contains("pas ici"))
    }

    @Test("undefined and pending steps fail a strict run only; failed ones fail any run")
    func strictness() async throws {
        for (step, strict, code) in [
            ("une étape à écrire", true, ExitCode.failure), ("une étape à écrire", false, .success),
            ("rien de tel", true, .failure), ("rien de tel", false, .success), ("une étape en échec", false, .failure),
            ("une étape ambiguë", false, .failure),
        ] {
            let outcome = try await run(feature("Étant donné \(step)"), with: library) { $0.execution.strict = strict }
            #expect(outcome.code == code, "\(step), strict: \(strict)")
        }
    }

    @Test("a dry run resolves the steps and runs none of them")
    func dryRun() async throws {
        let outcome = try await run(feature("Étant donné une étape en échec", "Et rien de tel"), with: library) {
            $0.execution.dryRun = true
        }
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("2 étapes (1 ignorée, 1 non définie)"))
        #expect(!outcome.output.contains("c'est cassé"))
    }

    @Test("a step whose table its definition does not take fails without being run")
    func misfit() async throws {
        let extra = try await run(feature("Étant donné une étape réussie", "  | a |"), with: library)
        #expect(extra.code == .failure)
        #expect(extra.output.contains("ne prend pas de tableau"))
        let missing = try await run(feature("Étant donné un tableau:"), with: library)
        #expect(missing.code == .failure)
        #expect(missing.output.contains("attend un tableau sous l'étape"))
    }

    @Test("a number that is too large is told in the language of the report")
    func unreadable() async throws {
        let text = feature("Alors la durée est de 99999999999999999999 s")
        let french = try await run(text, with: library)
        #expect(french.code == .failure)
        #expect(french.output.contains("« 99999999999999999999 » n'est pas une valeur possible de {int}"))
        #expect(!french.output.contains("cannot be made"))
        let english = try await run(text, with: library) { $0.selection.language = .english }
        #expect(english.output.contains("{int} cannot be made of \"99999999999999999999\""))
    }

    @Test("selecting nothing ends with 2, unless that is allowed")
    func nothingSelected() async throws {
        let text = feature("Étant donné une étape réussie")
        let refused = try await run(text, with: library) { $0.selection.tags = "@absent" }
        #expect(refused.code == .unusable)
        #expect(refused.errors.contains("aucun scénario"))
        let allowed = try await run(text, with: library) {
            $0.selection.tags = "@absent"
            $0.selection.allowEmpty = true
        }
        #expect(allowed.code == .success)
    }

    @Test("a file that does not parse ends with 3 and tells the place and the fix")
    func unparsable() async throws {
        let outcome = try await run(
            "# language: fr\nFonctionnalité: essai\n  Scenario: un\n    Étant donné une étape réussie\n", with: library)
        #expect(outcome.code == .unparsable)
        #expect(outcome.errors.contains("essai.feature:3:3"))
        #expect(outcome.errors.contains("Scénario:"))
    }

    @Test("a path that leads nowhere and a wrong expression end with 2")
    func usage() async throws {
        let text = feature("Étant donné une étape réussie")
        #expect(
            try await run(text, with: library) { $0.selection.paths = [FeaturePath("/nulle/part")] }.code == .unusable)
        #expect(try await run(text, with: library) { $0.selection.tags = "@a and" }.code == .unusable)
        #expect(try await run(text, with: library) { $0.selection.name = "(" }.code == .unusable)
    }
}
