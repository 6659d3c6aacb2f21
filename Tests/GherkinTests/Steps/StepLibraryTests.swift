import Gherkin
import Testing

/// What is found wrong with definitions before anything runs.
@Suite("Library")
struct StepLibraryTests {
    private func code(_ library: StepLibrary<Journal>) async throws -> CommandOutcome {
        try await run(feature("Étant donné une étape"), with: library)
    }

    @Test("a closure with too few arguments is refused at start-up, with the place")
    func arity() async throws {
        let outcome = try await code(
            library(Journal()) {
                EtantDonne("une étape") { _ in }
                EtantDonne("un live de {int} s et {int} ms") { (_, _: Int) in }
            })
        #expect(outcome.code == .unusable)
        #expect(outcome.errors.contains("StepLibraryTests.swift:"))
        #expect(outcome.output.isEmpty)
    }

    @Test("a closure that takes another type than the parameter gives is refused at start-up")
    func type() async throws {
        let outcome = try await code(
            library(Journal()) {
                EtantDonne("une étape") { _ in }
                EtantDonne("un live nommé {string}") { (_, _: Int) in }
            })
        #expect(outcome.code == .unusable)
        #expect(outcome.errors.contains("{string}"))
    }

    @Test("an unknown parameter type is refused at start-up")
    func unknownParameterType() async throws {
        let outcome = try await code(library(Journal()) { EtantDonne("un {aéroport}") { (_, _: String) in } })
        #expect(outcome.code == .unusable)
        #expect(outcome.errors.contains("aéroport"))
    }

    @Test("a table before a parameter is refused at start-up")
    func tableFirst() async throws {
        let outcome = try await code(
            library(Journal()) { EtantDonne("un {int}") { (_, _: DataTable, _: Int) in } })
        #expect(outcome.code == .unusable)
    }

    @Test("a wrong tag expression of a hook is refused at start-up")
    func hookTags() async throws {
        let outcome = try await code(
            library(Journal()) {
                Avant(tags: "@a and") { _ in }
                EtantDonne("une étape") { _ in }
            })
        #expect(outcome.code == .unusable)
    }

    @Test("groups of steps are put together; tables and text blocks come after the parameters")
    func groups() async throws {
        let group = Steps<Journal> {
            EtantDonne("les {int} lives:") { (world, count: Int, table: DataTable) in
                world.note("\(count) \(table.column("titre") ?? [])")
                world.note(table.records.first?["durée"] ?? "")
            }
        }
        let journal = Journal()
        let whole = library(journal) {
            group
            EtantDonne("le texte") { (world, text: DocString) in world.note("\(text.content)|\(text.mediaType ?? "")") }
        }
        let text = feature(
            "Étant donné les 2 lives:", "  | titre | durée |", "  | un    | 10    |", "  | deux  | 20    |",
            "Et le texte", "  \"\"\"json", "  {}", "  \"\"\"")
        #expect(try await run(text, with: whole).code == .success)
        #expect(journal.all == ["2 [\"un\", \"deux\"]", "10", "{}|json"])
    }

    @Test("the catalogue lists patterns, types, proof and stimuli, and where they are")
    func catalogue() {
        let recording = RecordingConsole()
        let catalogued = library(Journal()) {
            Alors("la durée est de {int} s", preuve: "ffprobe", stimuli: [.parameter(0)]) { (_, _, _: Int) in }
        }
        #expect(StepsCommand(library: catalogued, console: recording.console).run() == .success)
        let text = recording.output.text
        for part in ["Alors", "la durée est de {int} s", "Int", "ffprobe", "paramètre 1", "StepLibraryTests.swift:"] {
            #expect(text.contains(part))
        }
    }
}
