import Foundation

/// A run of the built command, in the root of the repository.
enum GherkinRunProcess {
    /// How it ended: a code or, when a signal ended it, that signal.
    struct Ending {
        let code: Int32?
        let signal: Int32?
        /// What it wrote to its standard output; empty when its reader has gone away.
        let output: String
        let errors: String
    }

    /// Who reads its standard output.
    enum Reader {
        case here
        /// One that has gone away: the other end of the pipe is closed.
        case gone
    }

    /// The tests and the commands are built into one folder.
    private static func executable(_ name: String) -> URL {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(name)
    }

    static func isBuilt(_ name: String = "gherkin-run") -> Bool {
        FileManager.default.isExecutableFile(atPath: executable(name).path)
    }

    /// Runs the command to its end; no thread waits for it.
    static func run(
        _ arguments: [String], of name: String = "gherkin-run", reader: Reader = .here
    ) async throws -> Ending {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gherkin-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = folder.appendingPathComponent("output")
        let errors = folder.appendingPathComponent("errors")
        for file in [output, errors] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = executable(name)
        process.arguments = arguments
        process.currentDirectoryURL = Repository.root
        process.standardError = try FileHandle(forWritingTo: errors)
        let pipe = Pipe()
        switch reader {
        case .here:
            process.standardOutput = try FileHandle(forWritingTo: output)
        case .gone:
            process.standardOutput = pipe
            try pipe.fileHandleForReading.close()
        }
        let (endings, send) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in send.finish() }
        try process.run()
        for await _ in endings {}
        let wasSignalled = process.terminationReason == .uncaughtSignal
        return Ending(
            code: wasSignalled ? nil : process.terminationStatus,
            signal: wasSignalled ? process.terminationStatus : nil,
            output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }
}
