import Gherkin
import Testing

/// Steps that take too long, and runs that are interrupted.
@Suite("Cancellation")
struct CancellationTests {
    private let journal = Journal()

    @Test("a step that takes too long is cancelled, awaited, and the hooks after it run")
    func timeout() async throws {
        let slow = library(journal) {
            Quand("une étape dort", timeout: .milliseconds(50)) { world in
                do {
                    try await Task.sleep(for: .seconds(60))
                } catch {
                    world.note("annulée")
                    throw error
                }
            }
            Apres { world, _ in world.note("après") }
        }
        let outcome = try await run(feature("Quand une étape dort"), with: slow)
        #expect(outcome.code == .failure)
        #expect(journal.all == ["annulée", "après"])
        #expect(outcome.output.contains("délai de 50 ms dépassé"))
        #expect(!outcome.output.contains("abandonnée"))
    }

    @Test("a step that ignores its cancellation is told and left behind; the run goes on")
    func ignoresCancellation() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let stubborn = library(journal) {
            Quand("une étape s'entête", timeout: .milliseconds(50)) { _ in
                // A task of its own does not see that this one is cancelled.
                await Task { for await _ in gate { return } }.value
            }
            Apres { world, _ in world.note("après") }
        }
        let outcome = try await run(feature("Quand une étape s'entête"), with: stubborn) {
            $0.execution.cancellationGrace = .milliseconds(50)
        }
        open.finish()
        #expect(outcome.code == .failure)
        #expect(journal.all == ["après"])
        #expect(outcome.output.contains("a été abandonnée"))
    }

    @Test("an interrupted run cancels the step in flight, runs the hooks after it, and starts nothing more")
    func interruption() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let interrupted = library(journal) {
            Quand("une étape attend") { world in
                world.note("étape")
                start.yield()
                try await Task.sleep(for: .seconds(60))
            }
            Apres { world, _ in
                try await Task.sleep(for: .milliseconds(1))
                world.note("après")
            }
            ApresTout { [journal] _ in journal.note("après tout") }
        }
        let text = """
            # language: fr
            Fonctionnalité: essai
              Scénario: un
                Quand une étape attend
              Scénario: deux
                Quand une étape attend
            """
        let running = Task { try await run(text, with: interrupted) }
        for await _ in started { break }
        running.cancel()
        let outcome = try await running.value
        #expect(outcome.code == .failure)
        #expect(journal.all == ["étape", "après", "après tout"])
        #expect(outcome.output.contains("interrompu"))
        #expect(outcome.output.contains("dont 1 non lancé"))
    }
}
