import Foundation
import Gherkin
import Synchronization
import Testing

/// What the steps of the tests act on: a list of what was done, in order.
final class Journal: Sendable {
    private let entries = Mutex<[String]>([])

    init() {}
    init(_: ScenarioContext) {}

    var all: [String] { entries.withLock { $0 } }
    func note(_ entry: String) { entries.withLock { $0.append(entry) } }
}

/// A library whose scenarios all write into one journal.
func library(
    _ journal: Journal, @StepLibraryBuilder<Journal> _ content: () -> [LibraryElement<Journal>]
) -> StepLibrary<Journal> {
    let makeWorld: @Sendable (ScenarioContext) -> Journal = { _ in journal }
    return StepLibrary(parameterTypes: .french, snippets: .french, makeWorld: makeWorld, content)
}

/// A French feature with one scenario of the given steps.
func feature(_ steps: String...) -> String {
    "# language: fr\nFonctionnalité: essai\n  Scénario: un\n" + steps.map { "    \($0)\n" }.joined()
}

/// What a step throws that is neither a failed check nor one of the runner's signals.
struct Broken: Error, CustomStringConvertible {
    var description: String { "c'est cassé" }
}

/// Counts how many are in it at the same time.
final class Crowd: Sendable {
    private let counts = Mutex((present: 0, most: 0))

    var present: Int { counts.withLock(\.present) }
    var most: Int { counts.withLock(\.most) }

    func enter() {
        counts.withLock {
            $0.present += 1
            $0.most = max($0.most, $0.present)
        }
    }

    func leave() { counts.withLock { $0.present -= 1 } }
}

/// A text that grows from several tasks.
final class TextSink: Sendable {
    private let content = Mutex("")

    var text: String { content.withLock { $0 } }
    func append(_ text: String) { content.withLock { $0 += text } }
}

/// The outcome of a command: its code and what it wrote.
struct CommandOutcome {
    let code: ExitCode
    let output: String
    let errors: String
}

/// A console that keeps what is written.
struct RecordingConsole {
    let output = TextSink()
    let errors = TextSink()

    var console: Console {
        Console(write: { [output] in output.append($0) }, writeError: { [errors] in errors.append($0) })
    }
}

/// A feature file in a folder of its own, which goes away with the value's use.
func withFeature<Result>(
    _ text: String, named name: String = "essai.feature", _ body: (_ path: String) async throws -> Result
) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gherkin-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return try await body(file.path)
}

/// Runs a feature with a library, as `gherkin-run run` does.
func run<World: Sendable>(
    _ feature: String, with library: StepLibrary<World>, lines: [Int] = [],
    _ configure: (inout RunCommand<World>.Options) -> Void = { _ in }
) async throws -> CommandOutcome {
    try await withFeature(feature) { path in
        var options = RunCommand<World>.Options()
        options.selection.paths = [FeaturePath(([path] + lines.map(String.init)).joined(separator: ":"))]
        // On a machine where everything waits, no step is to be judged by its time but where a test says so.
        options.execution.stepTimeout = .seconds(300)
        configure(&options)
        let recording = RecordingConsole()
        let command = RunCommand(library: library, options: options, console: recording.console)
        let code = await command.run()
        let output = recording.output.text.replacingOccurrences(of: path, with: "essai.feature")
        return CommandOutcome(code: code, output: output, errors: recording.errors.text)
    }
}
