import Foundation

/// A run of the built command, in the root of the repository.
enum GherkinRunProcess {
    /// How it ended: a code or, when a signal ended it, that signal.
    struct Ending {
        let code: Int32?
        let signal: Int32?
        let errors: String
    }

    /// Who reads its standard output.
    enum Reader {
        case nobody
        /// One that has gone away: the other end of the pipe is closed.
        case gone
    }

    /// The tests and the commands are built into one folder.
    private static let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("gherkin-run")

    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: executable.path) }

    /// Runs the command to its end; no thread waits for it.
    static func run(_ arguments: [String], reader: Reader = .nobody) async throws -> Ending {
        let errors = FileManager.default.temporaryDirectory.appendingPathComponent("erreurs-\(UUID().uuidString)")
        try Data().write(to: errors)
        defer { try? FileManager.default.removeItem(at: errors) }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = Repository.root
        process.standardError = try FileHandle(forWritingTo: errors)
        let pipe = Pipe()
        switch reader {
        case .nobody:
            process.standardOutput = FileHandle.nullDevice
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
            errors: try String(contentsOf: errors, encoding: .utf8))
    }
}
