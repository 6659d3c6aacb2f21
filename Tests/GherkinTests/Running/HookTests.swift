import Gherkin
import Testing

/// In which order hooks run, and what a failing one means.
@Suite("Hooks")
struct HookTests {
    private let journal = Journal()

    @Test("hooks before run in order, those after in reverse, around each scenario and around the run")
    func order() async throws {
        let hooked = library(journal) {
            AvantTout { [journal] _ in journal.note("avant tout") }
            ApresTout { [journal] _ in journal.note("après tout 1") }
            ApresTout { [journal] _ in journal.note("après tout 2") }
            Avant { world in world.note("avant 1") }
            Avant { world in world.note("avant 2") }
            Apres { world, outcome in world.note("après 1 \(outcome.succeeded)") }
            Apres { world, _ in world.note("après 2") }
            EtantDonne("une étape") { world in world.note("étape") }
        }
        #expect(try await run(feature("Étant donné une étape"), with: hooked).code == .success)
        #expect(
            journal.all == [
                "avant tout", "avant 1", "avant 2", "étape", "après 2", "après 1 true", "après tout 2", "après tout 1",
            ])
    }

    @Test("a failing hook before a scenario skips its steps, not the hooks after it")
    func failingBefore() async throws {
        let hooked = library(journal) {
            Avant { _ in throw Broken() }
            Avant { world in world.note("avant 2") }
            Apres { world, outcome in world.note("après \(outcome.status)") }
            EtantDonne("une étape") { world in world.note("étape") }
        }
        let outcome = try await run(feature("Étant donné une étape"), with: hooked)
        #expect(outcome.code == .failure)
        #expect(journal.all == ["après failed"])
        #expect(outcome.output.contains("Broken : c'est cassé"))
    }

    @Test("a failing hook after a scenario fails it")
    func failingAfter() async throws {
        let hooked = library(journal) {
            Apres { _, _ in throw Broken() }
            EtantDonne("une étape") { _ in }
        }
        #expect(try await run(feature("Étant donné une étape"), with: hooked).code == .failure)
    }

    @Test("a failing hook before the run stops all scenarios, and the hooks after the run still run")
    func failingBeforeRun() async throws {
        let hooked = library(journal) {
            AvantTout { _ in throw Broken() }
            ApresTout { [journal] _ in journal.note("après tout") }
            EtantDonne("une étape") { world in world.note("étape") }
        }
        let outcome = try await run(feature("Étant donné une étape"), with: hooked)
        #expect(outcome.code == .failure)
        #expect(journal.all == ["après tout"])
        #expect(outcome.output.contains("dont 1 non lancé"))
    }

    @Test("a hook with a tag expression is for the scenarios that have the tags")
    func tags() async throws {
        let hooked = library(journal) {
            Avant("rapide", tags: "@rapide and not @lent") { world in world.note("rapide") }
            EtantDonne("une étape") { _ in }
        }
        let text = """
            # language: fr
            Fonctionnalité: essai
              @rapide
              Scénario: un
                Étant donné une étape
              @rapide @lent
              Scénario: deux
                Étant donné une étape
            """
        #expect(try await run(text, with: hooked).code == .success)
        #expect(journal.all == ["rapide"])
    }

    @Test("a world that cannot be made fails the scenario")
    func brokenWorld() async throws {
        let makeWorld: @Sendable (ScenarioContext) throws -> Journal = { _ in throw Broken() }
        let broken = StepLibrary(parameterTypes: .french, snippets: .french, makeWorld: makeWorld) {
            EtantDonne("une étape") { (_: Journal) in }
        }
        let outcome = try await run(feature("Étant donné une étape"), with: broken)
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("c'est cassé"))
    }
}
