import Foundation
import Testing

/// The command line of another project: English steps, and no option of its own.
@Suite(
    "the runner in another project",
    .enabled(if: GherkinRunProcess.isBuilt("Bakery"), "Bakery n'est pas construit à côté des tests"))
struct BakeryTests {
    @Test("its scenarios run, and each measure is reported in its language")
    func run() async throws {
        let ending = try await GherkinRunProcess.run(["Examples/Bakery"], of: "Bakery")
        #expect(ending.code == 0, "\(ending.errors)")
        #expect(ending.output.contains("3 scenarios (3 passed)"), "\(ending.output)")
        #expect(ending.output.contains("loaves on the shelf"), "\(ending.output)")
    }

    @Test("its outcomes die of every mutant")
    func mutate() async throws {
        let ending = try await GherkinRunProcess.run(["mutate", "Examples/Bakery"], of: "Bakery")
        #expect(ending.code == 0, "\(ending.output)")
    }

    @Test("an undefined step is answered with an English snippet")
    func snippet() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).feature")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("Feature: f\n  Scenario: s\n    When the oven is hot\n".utf8).write(to: file)
        let ending = try await GherkinRunProcess.run(["run", file.path], of: "Bakery")
        #expect(ending.code == 1)
        #expect(ending.output.contains(#"When("the oven is hot")"#), "\(ending.output)")
    }

    @Test("its help bears its own name and nothing of radio")
    func help() async throws {
        let ending = try await GherkinRunProcess.run(["run", "--help"], of: "Bakery")
        #expect(ending.code == 0)
        #expect(ending.output.contains("Bakery run"), "\(ending.output)")
        #expect(!ending.output.contains("ROADWAVE"))
    }
}
