internal import ArgumentParser

/// The command line behind `ci/bench`: each subcommand measures one part of RoadWave and prints a table.
@main
struct RoadWaveBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roadwave-bench",
        abstract: "Measures the parts of RoadWave.",
        subcommands: [
            AudienceBench.self, GherkinBench.self, GherkinWorker.self, LiveBench.self, ReplayBench.self,
        ])
}

/// A benchmark that could not be done.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
