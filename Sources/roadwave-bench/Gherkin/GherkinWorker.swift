internal import ArgumentParser
internal import Foundation
internal import Gherkin

/// The process that a run of our parser is measured in.
struct GherkinWorker: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gherkin-worker", abstract: "One measured run of our parser.", shouldDisplay: false)

    @Argument(help: "The feature file.")
    var file: String

    func run() throws {
        let bytes = try FeatureBytes.read(file)
        var pickles = 0
        var steps = 0
        let time = try ContinuousClock().measure {
            var ids = IDCounter()
            let document = try GherkinParser().parse(bytes, uri: file, ids: &ids)
            PickleCompiler.compile(document, ids: &ids) { pickle in
                pickles += 1
                steps += pickle.steps.count
            }
        }
        let peak = try Self.peakKilobytes()
        let figures = ParserFigures(seconds: time / .seconds(1), peakKilobytes: peak, pickles: pickles, steps: steps)
        print(String(decoding: try JSONEncoder().encode(figures), as: UTF8.self))
    }

    /// Runs this command in a process of its own.
    static func measure(_ feature: URL) throws -> ParserFigures {
        try ParserFigures.measured(
            by: URL(filePath: "/proc/self/exe").resolvingSymlinksInPath(),
            ["gherkin-worker", feature.path(percentEncoded: false)])
    }

    /// The most memory that the process ever had: `VmHWM` of proc(5).
    private static func peakKilobytes() throws -> Int {
        let status = String(decoding: try FeatureBytes.read("/proc/self/status"), as: UTF8.self)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        guard let number = line?.split(separator: " ").dropLast().last, let kilobytes = Int(number) else {
            throw BenchError("/proc/self/status tells no VmHWM")
        }
        return kilobytes
    }
}
