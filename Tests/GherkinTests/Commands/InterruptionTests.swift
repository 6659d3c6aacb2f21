import Gherkin
import Testing

/// A run whose reader goes away.
@Suite("Interruption")
struct InterruptionTests {
    @Test("when nobody reads the report any more the run ends, and what was set up is taken down")
    func readerGone() async throws {
        let journal = Journal()
        let steps = library(journal) {
            EtantDonne("on parle") { world in world.note("parole") }
            // Ends by its cancellation only; the limit is there for the day when that does not work.
            Quand("on attend", timeout: .seconds(60)) { world in
                try await Task.sleep(for: .seconds(120))
            }
            Alors("la suite vient") { world, _ in world.note("suite") }
            Apres { world, _ in world.note("après") }
            ApresTout { _ in journal.note("après tout") }
        }
        let code = try await withFeature(feature("Étant donné on parle", "Quand on attend", "Alors la suite vient")) {
            path in
            await Interruption.cancelling { interruption in
                // The report of the first step meets nobody.
                let console = Console(
                    write: { _ in if journal.all == ["parole"] { interruption.request() } }, writeError: { _ in })
                var options = RunCommand<Journal>.Options()
                options.selection.paths = [FeaturePath(path)]
                return await RunCommand(library: steps, options: options, console: console).run()
            }
        }
        #expect(code == .failure)
        #expect(journal.all == ["parole", "après", "après tout"])
    }
}
