import Gherkin
import StepDefinitions
import Synchronization
import Testing

/// What each outcome of the specification must declare, so that its green proves something.
@Suite("Proofs")
struct ProofTests {
    private static let outcomes = RoadWaveSteps.library.definitions.filter { $0.kind == .outcome }.map(\.pattern)

    private func definition(_ pattern: String) throws -> StepDefinition<RoadWaveWorld> {
        try #require(RoadWaveSteps.library.definitions.first { $0.pattern == pattern })
    }

    @Test("each Alors says of which witness it asks what", arguments: outcomes)
    func proof(pattern: String) throws {
        #expect(try definition(pattern).proof?.isEmpty == false)
    }

    @Test("each Alors declares a sabotage under which it must fail, and no two alike", arguments: outcomes)
    func sabotages(pattern: String) throws {
        let names = try definition(pattern).sabotages.map(\.name)
        #expect(!names.isEmpty)
        #expect(Set(names).count == names.count)
    }

    @Test("the patterns are one each, and the library has no mistake")
    func catalogue() {
        let patterns = RoadWaveSteps.library.definitions.map(\.pattern)
        #expect(Set(patterns).count == patterns.count)
        let output = Output()
        let console = Console(write: { output.append($0) }, writeError: { output.append($0) })
        #expect(StepsCommand(library: RoadWaveSteps.library, console: console).run() == .success)
        for pattern in patterns { #expect(output.text.contains("  \(pattern)\n")) }
    }
}

/// What a command wrote.
private final class Output: Sendable {
    private let content = Mutex("")

    var text: String { content.withLock { $0 } }
    func append(_ text: String) { content.withLock { $0 += text } }
}
