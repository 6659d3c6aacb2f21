import ArgumentParser
import Foundation

/// The load of `ci/bench`, in a process of its own: real creators, or the listeners of many lives.
@main
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roadwave-load", abstract: "Makes the load of a benchmark, and measures what its makers see.",
        subcommands: [LivesCommand.self, AudienceCommand.self])

    /// Prints a line for the benchmark that started this process.
    static func say(_ line: String) {
        print(line)
        fflush(nil)
    }
}

/// A load that could not be made or measured.
struct LoadError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
