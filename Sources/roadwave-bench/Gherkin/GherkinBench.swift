internal import ArgumentParser
internal import Foundation

/// `ci/bench gherkin`: parse and pickles of a long French feature, beside PyPI's `gherkin-official` on the same file.
struct GherkinBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gherkin",
        abstract: "Parse and pickles of a French feature of 10,000 scenarios, beside gherkin-official.")

    @Option(help: "Writes the figures to this file too.")
    var json: String?

    @Option(help: "The number of scenarios.")
    var scenarios = 10_000

    @Option(help: "How often each parser runs; the best run counts, as the others measure the machine's other work.")
    var runs = 3

    func validate() throws {
        guard scenarios > 0, runs > 0 else {
            throw ValidationError("--scenarios and --runs are at least 1")
        }
        guard ProcessInfo.processInfo.environment["ROADWAVE_PYTHON"] != nil else {
            throw ValidationError("ROADWAVE_PYTHON names no Python with gherkin-official: start this through ci/bench")
        }
    }

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "roadwave-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let feature = folder.appending(path: "direct.feature")
        let text = Data(LongFeature.text(scenarios: scenarios).utf8)
        try text.write(to: feature)

        // Each run is a process of its own: the peak memory is that of parse and pickles, not of the bench.
        var ours: [ParserFigures] = []
        var official: [ParserFigures] = []
        for _ in 0..<runs {
            ours.append(try GherkinWorker.measure(feature))
            official.append(try OfficialGherkin.measure(feature))
        }
        guard let ours = ParserFigures.best(of: ours), let official = ParserFigures.best(of: official),
            ours.steps == official.steps, ours.pickles == official.pickles
        else {
            throw BenchError("the parsers disagree: \(ours) here, \(official) there")
        }
        let comparison = ParserComparison(bytes: text.count, ours: ours, official: official)
        print(comparison.table)
        if let json {
            try comparison.json.write(to: URL(filePath: json))
        }
    }
}
