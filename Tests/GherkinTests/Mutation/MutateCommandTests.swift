import Foundation
import Gherkin
import Synchronization
import Testing

/// A radio that can be sabotaged: what it does depends on its settings.
final class SmallRadio: Sendable {
    struct State {
        var segmentSeconds = 2.0
        var title = "Le live"
        var served = 0
        var isOnAir = false
        var isBroken = false
    }

    private let state = Mutex(State())

    init(_: ScenarioContext) {}

    var current: State { state.withLock { $0 } }
    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
}

/// The three sides on which a specification is made wrong.
@Suite("Mutation")
struct MutateCommandTests {
    private static let text = """
        # language: fr
        Fonctionnalité: radio
          Scénario: diffusion
            Étant donné une radio
            Quand elle diffuse 12 segments
            Alors les segments durent 2 s
        """

    private func mutate(
        _ text: String = text, sides: Set<MutationSide> = Set(MutationSide.allCases), outcome: Alors<SmallRadio>
    ) async throws -> CommandOutcome {
        let library = StepLibrary<SmallRadio>(parameterTypes: .french, snippets: .french, makeWorld: SmallRadio.init) {
            EtantDonne("une radio") { _ in }
            Quand("elle diffuse {int} segments") { (world, count: Int) in
                world.change {
                    $0.served = count
                    $0.isOnAir = true
                }
            }
            outcome
        }
        return try await withFeature(text) { path in
            var options = MutateCommand<SmallRadio>.Options()
            options.selection.paths = [FeaturePath(path)]
            options.sides = sides
            let recording = RecordingConsole()
            let command = MutateCommand(library: library, options: options, console: recording.console)
            let code = await command.run()
            return CommandOutcome(code: code, output: recording.output.text, errors: recording.errors.text)
        }
    }

    private let slower = Sabotage<SmallRadio>("segments de 3 s") { world in world.change { $0.segmentSeconds = 3 } }
    private let broken = Sabotage<SmallRadio>("coupure", at: .beforeStep) { world in
        world.change { $0.segmentSeconds = 0 }
    }

    @Test("an assertion that looks at the world dies on all three sides")
    func kills() async throws {
        let outcome = try await mutate(
            outcome: Alors("les segments durent {int} s", sabotages: [slower, broken]) { (world, check, seconds: Int) in
                let state = world.current
                try check("segments", state.served, .atLeast(1))
                try check("durée", state.segmentSeconds, .approximately(seconds, tolerance: 0.022), unit: "s")
            })
        #expect(outcome.code == .success, "\(outcome.output)")
        #expect(outcome.output.contains("5 mutants : 5 tués, 0 survivant"))
        #expect(outcome.output.contains("2 → 3"))
        #expect(outcome.output.contains("2 → 1"))
        #expect(outcome.output.contains("segments de 3 s"))
        #expect(outcome.output.contains("durée : mesuré 3 s, attendu 2 s ± 0,022"))
    }

    @Test("an assertion that looks at nothing survives on all three sides")
    func survives() async throws {
        let outcome = try await mutate(
            outcome: Alors("les segments durent {int} s", sabotages: [slower]) { (_, _, _: Int) in })
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("3 mutants : 0 tué, 3 survivants"))
    }

    @Test("a decimal is moved by little more than the tolerance, from what was measured")
    func justOutside() async throws {
        let outcome = try await mutate(
            Self.text.replacingOccurrences(of: "durent 2 s", with: "durent 2,01 s"), sides: [.text],
            outcome: Alors("les segments durent {float} s") { (world, check, seconds: Double) in
                try check("durée", world.current.segmentSeconds, .approximately(seconds, tolerance: 0.02), unit: "s")
            })
        #expect(outcome.code == .success, "\(outcome.output)")
        #expect(outcome.output.contains("2,01 → 2,0203"))
        #expect(outcome.output.contains("2,01 → 1,9797"))
    }

    @Test("a value in another unit than its check is moved in its own unit")
    func scaled() async throws {
        let outcome = try await mutate(
            sides: [.text],
            outcome: Alors("les segments durent {int} s") { (world, check, seconds: Int) in
                try check("durée", world.current.segmentSeconds * 1_000, .atLeast(seconds * 1_000), unit: "ms")
            })
        #expect(outcome.code == .success, "\(outcome.output)")
        #expect(outcome.output.contains("2 → 3"))
        #expect(outcome.output.contains("mesuré 2000 ms, attendu au moins 3000 ms"))
    }

    @Test("a lower bound is moved past the measured value")
    func pastTheMeasure() async throws {
        let outcome = try await mutate(
            sides: [.text],
            outcome: Alors("les segments durent {int} s") { (world, check, seconds: Int) in
                try check("segments", world.current.served, .atLeast(seconds))
            })
        #expect(outcome.code == .success, "\(outcome.output)")
        #expect(outcome.output.contains("2 → 13"))
    }

    @Test("a quoted text and the cells of a table are moved; the columns that are given are listed")
    func textsAndCells() async throws {
        let text = """
            # language: fr
            Fonctionnalité: radio
              Scénario: diffusion
                Étant donné une radio
                Alors le titre est "Le live" avec:
                  | champ  | exemple |
                  | durée  | 247     |
            """
        let outcome = try await mutate(
            text, sides: [.text],
            outcome: Alors("le titre est {string} avec:", stimuli: [.column("exemple")]) {
                (world, check, title: String, table: DataTable) in
                try check("titre", world.current.title, .equals(title))
                try check("champs", ["durée", "titre"], .contains(table.rows[1][0]))
            })
        #expect(outcome.code == .success, "\(outcome.output)")
        #expect(outcome.output.contains("Le live → Le livf"))
        #expect(outcome.output.contains("durée → duréf"))
        #expect(outcome.output.contains("2 mutants : 2 tués, 0 survivant ; 1 valeur donnée"))
    }

    @Test("the values of steps that act are listed, not moved")
    func givenValues() async throws {
        let outcome = try await mutate(
            sides: [.text],
            outcome: Alors("les segments durent {int} s") { (world, check, seconds: Int) in
                try check("durée", world.current.segmentSeconds, .equals(seconds), unit: "s")
            })
        #expect(outcome.code == .success)
        #expect(outcome.output.contains("1 mutant : 1 tué, 0 survivant ; 1 valeur donnée"))
        #expect(outcome.output.contains("12"))
    }

    @Test("an error is no kill")
    func error() async throws {
        let outcome = try await mutate(
            sides: [.reality],
            outcome: Alors("les segments durent {int} s", sabotages: [slower]) { (world, _, seconds: Int) in
                guard world.current.segmentSeconds == Double(seconds) else { throw Broken() }
            })
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("échoue sans vérification : Broken : c'est cassé"))
    }

    @Test("a time-out is no kill")
    func timeout() async throws {
        let outcome = try await mutate(
            sides: [.reality],
            outcome: Alors("les segments durent {int} s", timeout: .milliseconds(50), sabotages: [slower]) {
                (world, _, seconds: Int) in
                while world.current.segmentSeconds != Double(seconds) { try await Task.sleep(for: .milliseconds(1)) }
            })
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("délai de 50 ms dépassé"))
    }

    @Test("an assertion without a sabotage is a survivor by declaration")
    func noSabotage() async throws {
        let outcome = try await mutate(
            sides: [.reality],
            outcome: Alors("les segments durent {int} s") { (world, check, seconds: Int) in
                try check("durée", world.current.segmentSeconds, .equals(seconds))
            })
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("ne déclare aucun sabotage"))
    }

    @Test("a value written in the pattern is a survivor, unless it is declared to be a name")
    func notCaptured() async throws {
        let body: @Sendable (SmallRadio, Check) async throws -> Void = { world, check in
            try check("durée", world.current.segmentSeconds, .equals(2))
        }
        let silent = try await mutate(sides: [.text], outcome: Alors("les segments durent 2 s", body))
        #expect(silent.code == .failure)
        #expect(silent.output.contains("valeur écrite dans le motif"))
        let named = try await mutate(
            sides: [.text], outcome: Alors("les segments durent 2 s", stimuli: [.literal("2 s")], body))
        #expect(named.code == .success)
    }

    @Test("a scenario without an action has nothing to leave out")
    func noAction() async throws {
        let text = """
            # language: fr
            Fonctionnalité: radio
              Scénario: repos
                Étant donné une radio
                Alors les segments durent 2 s
            """
        let outcome = try await mutate(
            text, sides: [.absence],
            outcome: Alors("les segments durent {int} s") { (world, check, seconds: Int) in
                try check("durée", world.current.segmentSeconds, .equals(seconds))
            })
        #expect(outcome.code == .success)
        #expect(outcome.output.contains("aucun « Quand »"))
    }

    @Test("a state of the background is sabotaged once, not in every scenario")
    func background() async throws {
        let second = "\n  Scénario: encore\n    Étant donné une radio allumée\n    Quand elle diffuse 1 segments\n"
        let text = Self.text.replacingOccurrences(of: "une radio", with: "une radio allumée") + second
        let library = StepLibrary<SmallRadio>(parameterTypes: .french, snippets: .french, makeWorld: SmallRadio.init) {
            EtantDonne(
                "une radio allumée",
                sabotages: [Sabotage("éteinte", at: .beforeStep) { world in world.change { $0.isBroken = true } }]
            ) { world, check in
                try check("panne", world.current.isBroken, .equals(false))
            }
            Quand("elle diffuse {int} segments") { (_, _: Int) in }
            Alors("les segments durent {int} s", sabotages: [slower]) { (world, check, seconds: Int) in
                try check("durée", world.current.segmentSeconds, .equals(seconds))
            }
        }
        let outcome = try await withFeature(text) { path in
            var options = MutateCommand<SmallRadio>.Options()
            options.selection.paths = [FeaturePath(path)]
            options.sides = [.reality]
            let recording = RecordingConsole()
            let code = await MutateCommand(library: library, options: options, console: recording.console).run()
            return CommandOutcome(code: code, output: recording.output.text, errors: recording.errors.text)
        }
        #expect(outcome.code == .success, "\(outcome.output)")
        #expect(outcome.output.contains("2 mutants : 2 tués"))
    }

    @Test("a step that changes the world has its mutants in worlds of their own")
    func freshWorld() async throws {
        let outcome = try await mutate(
            sides: [.text],
            outcome: Alors("les segments durent {int} s", mutation: .freshWorld) { (world, check, seconds: Int) in
                world.change { $0.served -= 10 }
                try check("segments restants", world.current.served, .equals(seconds))
            })
        #expect(outcome.code == .success, "\(outcome.output)")
        #expect(outcome.output.contains("mesuré 2, attendu 3"))
    }

    @Test("a scenario that does not pass as it is written fails the command; one without definitions is listed")
    func unfit() async throws {
        let failing = try await mutate(
            outcome: Alors("les segments durent {int} s") { (_, check, seconds: Int) in
                try check("durée", 7, .equals(seconds))
            })
        #expect(failing.code == .failure)
        #expect(failing.output.contains("ne passe pas tel qu'il est écrit"))
        let undefined = try await mutate(outcome: Alors("rien de tel") { _, _ in })
        #expect(undefined.code == .unusable)
        #expect(undefined.output.contains("1 non défini"))
    }
}
