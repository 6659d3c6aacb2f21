import Foundation
import Gherkin
import Testing

/// Which scenarios run, in which order, how many at a time, how often.
@Suite("Scheduling")
struct SchedulingTests {
    private let journal = Journal()

    private static let threeScenarios = """
        # language: fr
        Fonctionnalité: essai

          @a
          Scénario: alpha
            Étant donné l'étape "a"

          @b
          Scénario: bêta
            Étant donné l'étape "b"

          Règle: à part

            Plan du scénario: gamma
              Étant donné l'étape "<nom>"

              Exemples:
                | nom |
                | c   |
                | d   |
        """

    private var naming: StepLibrary<Journal> {
        library(journal) {
            EtantDonne("l'étape {string}") { (world, name: String) in world.note(name) }
        }
    }

    @Test("tags, names and lines choose scenarios")
    func selection() async throws {
        for (expected, lines, configure) in [
            (["a"], [], { $0.selection.tags = "@a" }), (["b"], [], { $0.selection.name = "^b" }),
            (["a"], [5], { _ in }), (["a"], [6], { _ in }), (["d"], [20], { _ in }), (["c", "d"], [14], { _ in }),
            (["c", "d"], [12], { _ in }), (["a", "d"], [5, 20], { _ in }),
        ] as [([String], [Int], (inout RunCommand<Journal>.Options) -> Void)] {
            let journal = Journal()
            let naming = library(journal) {
                EtantDonne("l'étape {string}") { (world, name: String) in world.note(name) }
            }
            _ = try await run(Self.threeScenarios, with: naming, lines: lines, configure)
            #expect(journal.all == expected, "\(lines)")
        }
    }

    @Test("the order can be reversed")
    func reverse() async throws {
        _ = try await run(Self.threeScenarios, with: naming) { $0.order = .reverse }
        #expect(journal.all == ["d", "c", "b", "a"])
    }

    @Test("a random order is told with its seed, and the seed gives it again")
    func random() async throws {
        let first = try await run(Self.threeScenarios, with: naming) { $0.order = .random(seed: 7) }
        _ = try await run(Self.threeScenarios, with: naming) { $0.order = .random(seed: 7) }
        #expect(first.output.contains("random:7"))
        #expect(Array(journal.all.prefix(4)) == Array(journal.all.suffix(4)))
        #expect(journal.all.prefix(4).sorted() == ["a", "b", "c", "d"])
    }

    @Test("orders are read as the command line has them")
    func orderNames() {
        #expect(ScenarioOrder("defined") == .defined)
        #expect(ScenarioOrder("reverse") == .reverse)
        #expect(ScenarioOrder("random:42") == .random(seed: 42))
        #expect(ScenarioOrder("random:x") == nil)
        #expect(ScenarioOrder("autre") == nil)
    }

    @Test("a failed scenario is tried again, in a new world, as often as allowed")
    func retry() async throws {
        let retried = library(journal) {
            EtantDonne("une étape capricieuse") { world in
                world.note("essai")
                if world.all.count < 3 { throw Broken() }
            }
        }
        let outcome = try await run(feature("Étant donné une étape capricieuse"), with: retried) {
            $0.execution.retries = 2
        }
        #expect(outcome.code == .success)
        #expect(journal.all.count == 3)
        #expect(outcome.output.contains("1 scénario (1 réussi)"))
    }

    @Test("an undefined scenario is not tried again")
    func retryUndefined() async throws {
        let outcome = try await run(feature("Étant donné rien de tel"), with: naming) { $0.execution.retries = 3 }
        #expect(!outcome.output.contains("nouvel essai"))
    }

    @Test("after a failure nothing more is started when the run is to fail fast")
    func failFast() async throws {
        let failing = library(journal) {
            EtantDonne("l'étape {string}") { (world, name: String) in
                world.note(name)
                if name == "b" { throw Broken() }
            }
        }
        let outcome = try await run(Self.threeScenarios, with: failing) { $0.execution.failFast = true }
        #expect(outcome.code == .failure)
        #expect(journal.all == ["a", "b"])
        #expect(outcome.output.contains("4 scénarios (1 réussi, 1 en échec), dont 2 non lancés"))
    }

    @Test("parallel scenarios run at the same time")
    func parallel() async throws {
        let crowd = Crowd()
        let meeting = library(journal) {
            EtantDonne("l'étape {string}", timeout: .seconds(20)) { (_, _: String) in
                crowd.enter()
                // Each waits until all four are there: one after the other they would wait for ever.
                while crowd.most < 4 { try await Task.sleep(for: .milliseconds(1)) }
                crowd.leave()
            }
        }
        let outcome = try await run(Self.threeScenarios, with: meeting) { $0.execution.parallel = 4 }
        #expect(outcome.code == .success)
        #expect(crowd.most == 4)
    }

    @Test("an exclusive scenario runs alone")
    func exclusive() async throws {
        let crowd = Crowd()
        let text = Self.threeScenarios.replacingOccurrences(of: "l'étape \"b\"", with: "l'étape \"b\" seule")
        let exclusive = library(journal) {
            EtantDonne("l'étape \"b\" seule", exclusive: true) { world in
                crowd.enter()
                for _ in 0..<50 { await Task.yield() }
                world.note("ensemble : \(crowd.present)")
                crowd.leave()
            }
            EtantDonne("l'étape {string}") { (_, _: String) in
                crowd.enter()
                for _ in 0..<50 { await Task.yield() }
                crowd.leave()
            }
        }
        let outcome = try await run(text, with: exclusive) { $0.execution.parallel = 4 }
        #expect(outcome.code == .success)
        #expect(journal.all == ["ensemble : 1"])
    }
}
