internal import Foundation

/// What one run of a parser costs.
struct ParserFigures: Codable {
    /// From the bytes in memory to the last pickle.
    var seconds: Double
    /// The most memory that the process ever had (`VmHWM`), in units of 1,024 bytes.
    var peakKilobytes: Int
    var pickles: Int
    var steps: Int

    /// The quickest run.
    static func best(of runs: [ParserFigures]) -> ParserFigures? {
        runs.min { $0.seconds < $1.seconds }
    }

    /// Runs a program that prints its figures as one line of JSON.
    static func measured(by program: URL, _ arguments: [String]) throws -> ParserFigures {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError("\(program.path(percentEncoded: false)) ends with status \(process.terminationStatus)")
        }
        return try JSONDecoder().decode(ParserFigures.self, from: text)
    }
}
